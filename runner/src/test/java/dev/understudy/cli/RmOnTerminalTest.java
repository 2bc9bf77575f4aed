package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The question that rm asks on a terminal, and the effect of the answer. */
@Timeout(90)
@Tag("process")
class RmOnTerminalTest {
    @TempDir
    private Path folder;

    private Path run;
    private String shown;

    @BeforeEach
    void aRun() {
        Needs.PYTHON3.orSkip(); // makes the terminal
        run = HandMadeRun.done(folder.resolve("runs"), "a", "seed-1", "", 1);
    }

    @Test
    void yesRemovesWhatWasListed() throws Exception {
        assertThat(answered("y")).as(shown).isZero();

        assertThat(shown).contains("a/seed-1  ", " bytes", "Remove it? [y/N] ", "Removed: ");
        assertThat(run).doesNotExist();
    }

    @Test
    void anythingElseRemovesNothing() throws Exception {
        assertThat(answered("")).as(shown).isZero();

        assertThat(shown).contains("Remove it? [y/N] ", "Nothing was removed.").doesNotContain("Removed: ");
        assertThat(run.resolve("status.json")).exists();
    }

    private int answered(String answer) throws IOException, InterruptedException {
        Path always = Files.writeString(folder.resolve("there"), "already");
        List<String> command = new ArrayList<>(List.of(
                "python3",
                Root.path("runner/src/test/resources/terminal/on_terminal.py").toString(),
                "120",
                always.toString(),
                "type=" + answer));
        command.addAll(ChildJvm.quiet(
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "rm", run.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        Process process = builder.start();
        shown = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor();
    }
}
