package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.Root;
import dev.understudy.run.PlanFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch in one process, and another one that watches it or shows it to a browser. */
@Timeout(150)
@Tag("process")
class FollowedFromOutsideTest {
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static List<String> program(Object... args) {
        List<String> command = ChildJvm.quiet("-cp", System.getProperty("java.class.path"), Main.class.getName());
        Arrays.stream(args).map(String::valueOf).forEach(command::add);
        return command;
    }

    private Process start(List<String> command, Path to) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(to.toFile());
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        started.add(builder.start());
        return started.get(started.size() - 1);
    }

    private Process batch(Path runs, String... more) throws IOException {
        List<String> command = program("run", TinyConfig.write(folder, "a"), "--runs", runs, "-o", "seed=1,2");
        command.addAll(List.of(more));
        return start(command, folder.resolve("batch.log"));
    }

    @Test
    void aWatchBegunBeforeTheBatchSeesItsTrialsToTheirEnd() throws Exception {
        Path runs = folder.resolve("runs");
        Path log = folder.resolve("watch.log");
        Process watch = start(program("watch", runs, "--every", "0.1"), log);
        waitFor(log, "does not exist yet");
        Process batch = batch(runs);

        assertThat(batch.waitFor())
                .as(Files.readString(folder.resolve("batch.log")))
                .isZero();
        assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log))
                .contains("a/seed-1: done, 30 of 30 meta-steps, ratio ", "a/seed-2: done", "2 trials: 2 to come")
                .endsWith("2 trials: 2 done\n")
                .doesNotContain("\u001b", "Exception");
        PlanFile plan = PlanFile.read(runs.resolve(PlanFile.NAME)).orElseThrow();
        assertThat(plan.trials()).map(PlanFile.Trial::trial).containsExactly("seed-1", "seed-2");
    }

    @Test
    void controlCOnATerminalEndsAWatchAndLeavesTheTerminalAsItWas() throws Exception {
        Needs.PYTHON3.orSkip(); // makes the terminal
        Path runs = folder.resolve("runs");
        batch(runs, "-o", "training.metaSteps=1000000000");
        waitFor(runs.resolve("a/seed-1/metrics.jsonl"), "metaStep");
        Path typed = folder.resolve("typed");
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "-u", // the terminal's output is in the file at once
                Root.path("runner/src/test/resources/terminal/on_terminal.py").toString(),
                "60",
                typed.toString(),
                "ctrl-c"));
        command.addAll(program("watch", runs, "--every", "0.1"));
        Path log = folder.resolve("terminal.log");
        Process watch = start(command, log);
        waitFor(log, "1 running, 1 to come");
        Files.writeString(typed, "now");

        assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String shown = Files.readString(log);
        assertThat(watch.exitValue()).as(shown).isEqualTo(130);
        assertThat(shown)
                .contains("a/seed-1  training", "2 trials: 1 running, 1 to come")
                .doesNotContain("Exception");
        // A frame may have come in between.
        assertThat(shown).as("what was typed is erased").containsPattern("\u001b\\[\\?7h(\\^C)?\r\u001b\\[J$");
        assertThat(shown.lines().map(line -> line.replaceAll("\u001b\\[[?;\\d]*[a-zA-Z]|[\r\n]", "")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(60));
        assertThat(started.get(0).isAlive()).as("the batch goes on").isTrue();
    }

    @Test
    void aPageIsServedUntilTheProgramIsToldToEnd() throws Exception {
        Needs.SIGNALS.orSkip();
        Path runs = folder.resolve("runs");
        HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        HandMadeRun.done(runs, "b", "seed-1", "", 1.25);
        Path log = folder.resolve("serve.log");
        Process serve = start(program("report", runs, "--serve", "0"), log);
        waitFor(log, "Ctrl-C ends it");
        Matcher url = Pattern.compile("Page: (http://127\\.0\\.0\\.1:(\\d+)/) \\(2 trials; ")
                .matcher(Files.readString(log));
        assertThat(url.find()).as(Files.readString(log)).isTrue();
        assertThat(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(URI.create(url.group(1))).build(), BodyHandlers.ofString())
                        .body())
                .contains("2 trials: 2 done");

        Called inUse = Called.with("report", runs, "--serve", url.group(2));
        DoneTrials.oneLine(3, inUse, "port " + url.group(2) + " cannot be opened");

        new ProcessBuilder("/bin/sh", "-c", "kill -TERM " + serve.pid()).start().waitFor();
        assertThat(serve.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(serve.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    private static void waitFor(Path file, String text) throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + 30_000;
        while (System.currentTimeMillis() < end
                && !(Files.exists(file) && Files.readString(file).contains(text))) {
            Thread.sleep(20);
        }
        assertThat(file).content(UTF_8).contains(text);
    }
}
