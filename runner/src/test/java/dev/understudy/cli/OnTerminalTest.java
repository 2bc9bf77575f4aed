package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.Root;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a person starts it: on a terminal, with the bar, ended by Ctrl-C or by closing the window. */
@Timeout(90)
@Tag("process")
class OnTerminalTest {
    @TempDir
    private Path folder;

    private Path trial;
    private String shown;

    @BeforeEach
    void needsPython() {
        trial = folder.resolve("runs/long/seed-1");
        Needs.PYTHON3.orSkip(); // makes the terminal
    }

    @Test
    void controlCInTrainingUnderTheBarSavesAndSaysSo() throws Exception {
        int code = run("ctrl-c", RunDirectory.CHECKPOINT, "-o", "training.metaSteps=1000000000");

        assertThat(code).as(shown).isEqualTo(130);
        assertThat(shown)
                .contains("training", "meta-steps", "long/seed-1: interrupted and saved")
                .doesNotContain("Exception");
        assertThat(status().state()).isEqualTo(State.INTERRUPTED);
        assertThat(status().metaStep()).isPositive();
    }

    @Test
    void controlCInEvaluationUnderTheBarSavesAndSaysSo() throws Exception {
        int code = run("ctrl-c", RunDirectory.EVALUATION, "-o", "evaluation.steps=100000000");

        assertThat(code).as(shown).isEqualTo(130);
        assertThat(shown).contains("evaluation", "steps", "long/seed-1: interrupted and saved");
        assertThat(status().state()).isEqualTo(State.INTERRUPTED);
    }

    @Test
    void controlCWithoutTheBarSavesAndSaysSo() throws Exception {
        int code = run("ctrl-c", RunDirectory.CHECKPOINT, "-o", "training.metaSteps=1000000000", "-q");

        assertThat(code).as(shown).isEqualTo(130);
        assertThat(shown).doesNotContain("█", "meta-steps");
        assertThat(status().state()).isEqualTo(State.INTERRUPTED);
    }

    @Test
    void aTerminalThatIsClosedSaves() throws Exception {
        int code = run("hang-up", RunDirectory.CHECKPOINT, "-o", "training.metaSteps=1000000000");

        assertThat(code).isEqualTo(129);
        assertThat(status().state()).isEqualTo(State.INTERRUPTED);
    }

    /** A line that is drawn again begins with a carriage return; none may be wider than the terminal, or it would fill the window. */
    @Test
    void theBarFitsTheTerminalAndTheResultFollowsIt() throws Exception {
        int code = run("nothing", RunDirectory.CHECKPOINT, "-o", "training.metaSteps=3000");

        assertThat(code).as(shown).isZero();
        List<String> bars = Arrays.stream(shown.split("[\r\n]+"))
                .filter(line -> line.startsWith("training ") && line.contains("meta-steps"))
                .toList();
        assertThat(bars).isNotEmpty().allSatisfy(bar -> assertThat(bar.length()).isLessThanOrEqualTo(120));
        assertThat(bars.get(bars.size() - 1)).contains("100%", "3000/3000 meta-steps");
        assertThat(bars.get(bars.size() - 1).length()).isGreaterThan(100);
        assertThat(shown).contains("Report: ");
    }

    private int run(String action, String when, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                Root.path("runner/src/test/resources/terminal/on_terminal.py").toString(),
                "120",
                trial.resolve(when).toString(),
                action));
        command.addAll(ChildJvm.command(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--runs",
                folder.resolve("runs").toString(),
                TinyConfig.write(folder, "long").toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        shown = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor();
    }

    private Status status() {
        return Status.read(trial.resolve(RunDirectory.STATUS)).orElseThrow();
    }
}
