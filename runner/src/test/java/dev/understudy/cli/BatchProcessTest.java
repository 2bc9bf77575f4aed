package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch whose trials have processes of their own, which signals reach. */
@Timeout(240)
@Tag("process")
class BatchProcessTest {
    private static final String LONG = "training.metaSteps=1000000000";

    @TempDir
    private Path folder;

    private Process process;

    @BeforeAll
    static void needsSignals() {
        Needs.SIGNALS.orSkip();
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void theTrialsOfABatchAreWhatTheyAreAlone() throws Exception {
        Path alone = folder.resolve("alone");
        Called.run(alone, config("a"));
        Called.run(alone, config("b"));
        start("batch", "--jobs", "2", "-o", "training.metaSteps=30");
        assertThat(process.waitFor()).as(said()).isZero();
        assertThat(said()).contains("a/seed-1: done", "b/seed-1: done", "a/seed-1 [done]", "Report: ");
        assertThat(results("batch")).isEqualTo(results("alone")).hasSize(6);
    }

    @Test
    void aBatchThatIsKilledAgainAndAgainEndsAsOneThatWasNot() throws Exception {
        String[] options = {"--jobs", "2", "--retry-failed", "-o", "training.metaSteps=30000"};
        start("undisturbed", options);
        assertThat(process.waitFor()).as(said()).isZero();
        SplittableRandom random = new SplittableRandom(1);
        int kills = 0;
        for (int i = 0; i < 6; i++) {
            start("batch", options);
            List<ProcessHandle> workers = new ArrayList<>();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1000, 4000));
            while (process.isAlive() && System.nanoTime() < until) {
                process.children().filter(child -> !workers.contains(child)).forEach(workers::add);
                Thread.sleep(20);
            }
            if (process.isAlive()) {
                kills++;
                if (random.nextBoolean() || workers.isEmpty()) {
                    process.destroyForcibly();
                } else {
                    workers.get(random.nextInt(workers.size())).destroyForcibly();
                }
            }
            process.waitFor();
            for (ProcessHandle worker : workers) {
                worker.onExit().get();
            }
        }
        start("batch", options);
        assertThat(process.waitFor()).as(said()).isZero();
        assertThat(kills).as("or the machine is too fast for this test").isPositive();
        assertThat(results("batch")).isEqualTo(results("undisturbed")).hasSize(6);
    }

    @Test
    void ctrlCReachesAllAndTheSupervisorAloneObeys() throws Exception {
        start("batch", "--jobs", "2", "-o", LONG);
        while (process.isAlive() && !bothHaveCheckpoints()) {
            Thread.sleep(20);
        }
        List<String> command = new ArrayList<>(List.of("kill", "-INT", String.valueOf(process.pid())));
        process.children().forEach(child -> command.add(String.valueOf(child.pid())));
        assertThat(command).as(said()).hasSize(5);
        new ProcessBuilder(command).start().waitFor();
        assertThat(process.waitFor()).as(said()).isEqualTo(130);
        assertThat(said()).contains("a/seed-1: interrupted and saved", "b/seed-1: interrupted and saved");
        for (String name : List.of("a", "b")) {
            assertThat(status(name).state()).isEqualTo(State.INTERRUPTED);
        }
    }

    @Test
    void aTrialThatIsKilledFailsAloneAndIsDoneOnRequest() throws Exception {
        start("batch", "--jobs", "2", "-o", LONG);
        while (process.isAlive() && !bothHaveCheckpoints()) {
            Thread.sleep(20);
        }
        process.children().findFirst().orElseThrow().destroyForcibly();
        while (process.isAlive() && !said().contains("failed: its process ended with 137")) {
            Thread.sleep(20);
        }
        assertThat(process.isAlive()).as(said()).isTrue(); // with the other trial
        assertThat(List.of(status("a").state(), status("b").state()))
                .containsExactlyInAnyOrder(State.FAILED, State.RUNNING);
        process.destroy();
        assertThat(process.waitFor()).as(said()).isEqualTo(143);
    }

    @Test
    void noJobsAreAWrongOption() {
        assertThat(Called.run(folder, config("a"), "--jobs", "0"))
                .satisfies(called -> assertThat(called.code()).isEqualTo(2))
                .satisfies(called ->
                        assertThat(called.err()).contains("--jobs is 0; expected 1 to 1024; correct the option"));
        assertThat(Called.run(folder, config("a"), "--time-limit", "soon").err())
                .contains("--time-limit is \"soon\"; expected a time such as 90s, 45m or 7h30m");
    }

    private boolean bothHaveCheckpoints() {
        return Files.exists(folder.resolve("batch/a/seed-1").resolve(RunDirectory.PREVIOUS_CHECKPOINT))
                && Files.exists(folder.resolve("batch/b/seed-1").resolve(RunDirectory.PREVIOUS_CHECKPOINT));
    }

    private Status status(String name) {
        return Status.read(folder.resolve("batch").resolve(name).resolve("seed-1/status.json"))
                .orElseThrow();
    }

    private Path config(String name) {
        return TinyConfig.write(folder, name);
    }

    private void start(String runs, String... options) throws IOException {
        List<String> command = ChildJvm.quiet(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--runs",
                folder.resolve(runs).toString(),
                config("a").toString(),
                config("b").toString());
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
    }

    private String said() throws IOException {
        return String.join("\n", Files.readAllLines(folder.resolve("log.txt"), UTF_8));
    }

    /** What trials have computed, without times. */
    private TreeMap<String, String> results(String runs) throws IOException {
        TreeMap<String, String> results = new TreeMap<>();
        for (String name : List.of("a", "b")) {
            Path trial = folder.resolve(runs).resolve(name).resolve("seed-1");
            for (String file : List.of(RunDirectory.PHI, RunDirectory.METRICS, RunDirectory.EVALUATION)) {
                String text = Files.readString(trial.resolve(file), ISO_8859_1);
                results.put(name + "/" + file, text.replaceAll("\"(seconds|millis)\":[^,}]*", ""));
            }
        }
        return results;
    }
}
