package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, which signals reach. */
@Timeout(60)
@Tag("process")
class ProcessTest {
    @TempDir
    private Path folder;

    private Path runs;
    private Path config;
    private Process process;

    @BeforeAll
    static void needsSignals() {
        Needs.SIGNALS.orSkip();
    }

    @BeforeEach
    void aTrainingWithoutEnd() throws IOException, InterruptedException {
        runs = folder.resolve("runs");
        config = TinyConfig.write(folder, "long");
        start();
        while (process.isAlive() && !Files.exists(trial(RunDirectory.PREVIOUS_CHECKPOINT))) {
            Thread.sleep(20);
        }
        assertThat(process.isAlive()).as(said()).isTrue();
    }

    /** With the log as users see it, not as tests do. */
    private void start() throws IOException {
        process = new ProcessBuilder(ChildJvm.command(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--runs",
                        runs.toString(),
                        config.toString(),
                        "-o",
                        "training.metaSteps=1000000000"))
                .redirectErrorStream(true)
                .redirectOutput(log())
                .start();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void aTerminatedTrialIsSavedAndExitsWith143() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).as(said()).isEqualTo(143);
        assertThat(said()).contains("long/seed-1: interrupted and saved").doesNotContain("Exception");
        Status status = Status.read(trial(RunDirectory.STATUS)).orElseThrow();
        assertThat(status.state()).isEqualTo(State.INTERRUPTED);
        assertThat(status.metaStep()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void aTrialThatAnotherProcessIsDoingIsInUse() throws IOException {
        Called called = Called.run(runs, config, "-o", "training.metaSteps=1000000000");

        assertThat(called.code()).as(called.err()).isEqualTo(3);
        assertThat(called.errLines())
                .filteredOn(line -> line.contains("long/seed-1: not done: "))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("in use"));
        assertThat(process.isAlive()).as(said()).isTrue();
    }

    @Test
    void aKilledTrialGoesOnFromItsLastCheckpoint() throws IOException, InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Status killed = Status.read(trial(RunDirectory.STATUS)).orElseThrow();
        assertThat(killed.state()).isEqualTo(State.RUNNING);

        start();
        while (process.isAlive() && !said().contains("going on from")) {
            Thread.sleep(20);
        }

        assertThat(process.isAlive()).as(said()).isTrue();
        // A line between the two, if the kill came between the renames of a checkpoint.
        assertThat(said())
                .containsPattern(
                        "long/seed-1: engine fused on cpu.*\n(.*continuing from checkpoint.previous.safetensors.*\n)?.*long/seed-1: going on from meta-step \\d+0\\b");
    }

    private Path trial(String file) {
        return runs.resolve("long/seed-1").resolve(file);
    }

    private File log() {
        return folder.resolve("log.txt").toFile();
    }

    private String said() throws IOException {
        return String.join("\n", Files.readAllLines(log().toPath(), UTF_8));
    }
}
