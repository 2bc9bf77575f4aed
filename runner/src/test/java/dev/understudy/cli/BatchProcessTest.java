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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch whose trials have processes of their own, which signals reach. */
@Timeout(240)
@Tag("process")
class BatchProcessTest {
    private static final String LONG = "training.metaSteps=1000000000";

    @TempDir
    private Path folder;

    private Process process;
    /** Descendants of killed supervisors. */
    private final List<ProcessHandle> seen = new ArrayList<>();

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

    /** The moments are drawn as a number of written bytes plus some time: on every machine, however fast, all of them are before the end. */
    @Test
    void aBatchThatIsKilledTenTimesEndsAsOneThatWasNot() throws Exception {
        String[] options = {
            "--jobs",
            "2",
            "--retry-failed",
            "-o",
            "training.metaSteps=40000",
            "-o",
            "training.checkpointEvery=500",
            "-o",
            "evaluation.steps=2000"
        };
        start("undisturbed", options);
        assertThat(process.waitFor()).as(said()).isZero();
        SplittableRandom random = new SplittableRandom(1);
        long[] moments =
                random.longs(10, 0, written("undisturbed") * 7 / 10).sorted().toArray();
        Map<Boolean, Integer> kills = new TreeMap<>();
        start("batch", options);
        for (long moment : moments) {
            boolean supervisor = random.nextBoolean();
            ProcessHandle victim = victim(moment, supervisor, random, options);
            victim.destroyForcibly();
            victim.onExit().get();
            kills.merge(supervisor, 1, Integer::sum);
        }
        while (process.isAlive()) {
            Thread.sleep(20);
        }
        restart(options);
        assertThat(process.waitFor()).as(said()).isZero();
        assertThat(kills).as("supervisors, and workers").isEqualTo(Map.of(true, 5, false, 5));
        assertThat(results("batch")).isEqualTo(results("undisturbed")).hasSize(6);
    }

    /** The process to be killed, at the right moment; if the batch has ended by then, it is begun again. */
    private ProcessHandle victim(long moment, boolean supervisor, SplittableRandom random, String... options)
            throws Exception {
        int delay = random.nextInt(200);
        int which = random.nextInt(2);
        ProcessHandle victim = null;
        while (victim == null) {
            Thread.sleep(20);
            if (!process.isAlive()) {
                assertThat(process.exitValue())
                        .as("all is done: make the trials longer")
                        .isNotZero();
                restart(options);
            } else if (written("batch") >= moment) {
                Thread.sleep(delay);
                seen.addAll(process.descendants().toList());
                List<ProcessHandle> workers = process.children()
                        .filter(child -> child.info().command().orElse("").endsWith("java"))
                        .toList();
                if (supervisor && process.isAlive()) {
                    victim = process.toHandle();
                } else if (!supervisor && !workers.isEmpty()) {
                    victim = workers.get(which % workers.size());
                }
            }
        }
        return victim;
    }

    private void restart(String... options) throws Exception {
        for (ProcessHandle left : seen) {
            left.onExit().get(); // a worker whose supervisor was killed saves first
        }
        start("batch", options);
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

    @ParameterizedTest
    @CsvSource({
        "--jobs, 0, 1 to 1024",
        "--jobs, 1025, 1 to 1024",
        "--per-gpu, 0, 1 to 1024",
        "--retries, -1, 0 to 1000",
        "--max-failures, 0, 1 to 2147483647"
    })
    void anOptionOutOfItsRangeIsOneLine(String option, String value, String range) {
        assertThat(Called.run(folder, config("a"), option, value))
                .isEqualTo(new Called(
                        2,
                        "",
                        "understudy: " + option + " is " + value + "; expected a whole number from " + range
                                + "; correct the option\n"));
    }

    @Test
    void aTimeThatIsNoneIsAWrongOption() {
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
                "-XX:TieredStopAtLevel=1", // starts sooner
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

    /** Bytes of both trials' lines. */
    private long written(String runs) throws IOException {
        long bytes = 0;
        for (String name : List.of("a", "b")) {
            for (String file : List.of(RunDirectory.METRICS, RunDirectory.EVALUATION)) {
                Path lines =
                        folder.resolve(runs).resolve(name).resolve("seed-1").resolve(file);
                bytes += Files.exists(lines) ? Files.size(lines) : 0;
            }
        }
        return bytes;
    }

    /** What trials have computed, without times. */
    private TreeMap<String, String> results(String runs) throws IOException {
        TreeMap<String, String> results = new TreeMap<>();
        for (String name : List.of("a", "b")) {
            Path trial = folder.resolve(runs).resolve(name).resolve("seed-1");
            for (String file : List.of(RunDirectory.PHI, RunDirectory.METRICS, RunDirectory.EVALUATION)) {
                String text = Files.readString(trial.resolve(file), ISO_8859_1);
                results.put(name + "/" + file, text.replaceAll("\"(seconds|stepMillis|millis)\":[^,}]*", ""));
            }
        }
        return results;
    }
}
