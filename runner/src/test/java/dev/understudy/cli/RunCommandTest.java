package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of trials: new ones, finished ones, fresh starts, failures. */
class RunCommandTest {
    @TempDir
    private Path folder;

    private Path runs;
    private Path a;

    @BeforeEach
    void configOfATrial() {
        runs = folder.resolve("runs");
        a = TinyConfig.write(folder, "a");
    }

    @Test
    void aTrialLeavesItsFilesAndNamesItsReport() {
        Called called = Called.with(a, "--runs", runs);

        assertThat(called.code()).as(called.err()).isZero();
        for (String name : new String[] {
            "config.yaml",
            "provenance.json",
            "status.json",
            "metrics.jsonl",
            "evaluation.jsonl",
            "checkpoint.safetensors",
            "checkpoint.previous.safetensors",
            "phi.safetensors",
            "report.html"
        }) {
            assertThat(trial("a").resolve(name)).isNotEmptyFile();
        }
        assertThat(state("a")).isEqualTo(State.DONE);
        assertThat(called.out().lines().toList())
                .last()
                .isEqualTo("Report: " + trial("a").resolve("report.html"));
    }

    @Test
    void aFinishedTrialIsNotDoneAgain() throws IOException {
        String first = Called.run(runs, a).out();
        Map<Path, String> before = files(trial("a"));

        Called again = Called.run(runs, a);

        assertThat(again.code()).isZero();
        assertThat(again.out()).isEqualTo(first);
        assertThat(files(trial("a"))).isEqualTo(before);
    }

    @Test
    void freshDiscardsWhatEarlierCallsLeftAndNothingElse() throws IOException {
        Called.run(runs, a);
        byte[] phi = Files.readAllBytes(trial("a").resolve(RunDirectory.PHI));
        Files.writeString(trial("a").resolve(RunDirectory.PHI), "spoilt");
        Files.writeString(trial("a").resolve(RunDirectory.CHECKPOINT), "spoilt");
        Files.writeString(trial("a").resolve("notes.txt"), "mine");

        assertThat(Called.run(runs, a, "--fresh").code()).isZero();

        assertThat(trial("a").resolve(RunDirectory.PHI)).hasBinaryContent(phi);
        assertThat(trial("a").resolve("notes.txt")).hasContent("mine");
        assertThat(Files.readAllLines(trial("a").resolve(RunDirectory.METRICS))).hasSize(3);
        assertThat(Files.readAllLines(trial("a").resolve(RunDirectory.EVALUATION)))
                .hasSize(10)
                .last()
                .asString()
                .startsWith("{\"format\":3,\"kind\":\"verdict\",\"verdict\":\"");
    }

    @Test
    void oneFailedTrialDoesNotKeepTheOthersFromBeingDone() throws IOException {
        Path checkpoint = unusableCheckpoint("broken");

        Called called = Called.run(runs, TinyConfig.write(folder, "broken"), a);

        assertThat(called.code()).isEqualTo(1);
        assertThat(state("broken")).isEqualTo(State.FAILED);
        assertThat(state("a")).isEqualTo(State.DONE);
        assertThat(called.errLines())
                .filteredOn(line -> line.contains("ERROR"))
                .hasSize(1)
                .allSatisfy(
                        line -> assertThat(line).contains("broken/seed-1: failed: ", checkpoint.toString(), "--fresh"));
        assertThat(called.err()).doesNotContain("\tat ");
        assertThat(Status.read(trial("broken").resolve(RunDirectory.STATUS))
                        .orElseThrow()
                        .stackTrace())
                .contains("Checkpoints.load");
        assertThat(runs.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aTrialThatCannotBeOpenedDoesNotKeepTheOthersFromBeingDone() throws IOException {
        Path damaged = TinyConfig.write(folder, "damaged");
        Path good = TinyConfig.write(folder, "good");
        Path status = runs.resolve("damaged/seed-1/status.json");
        Files.createDirectories(status.getParent());
        Files.writeString(status, "");

        Called called = Called.run(runs, damaged, good.toString());

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err())
                .contains("damaged/seed-1: not done: " + status
                        + " is damaged or was edited; expected one JSON object; ");
        assertThat(called.out()).contains("good/seed-1 [done]").doesNotContain("damaged/seed-1 [");
    }

    @Test
    void aFailedTrialIsDoneAgainOnRequestOnly() throws IOException {
        Path checkpoint = unusableCheckpoint("broken");
        Path config = TinyConfig.write(folder, "broken");
        Called.run(runs, config);
        Files.delete(checkpoint);

        assertThat(Called.run(runs, config).code()).isEqualTo(1);
        assertThat(state("broken")).isEqualTo(State.FAILED);

        assertThat(Called.run(runs, config, "--retry-failed").code()).isZero();
        assertThat(state("broken")).isEqualTo(State.DONE);
    }

    @Test
    void aTrialThatDivergedIsAResult() {
        Called called = Called.run(runs, a, "-o", "teacher.sgd.learningRate=1e30");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(state("a")).isEqualTo(State.DIVERGED);
        assertThat(called.errLines())
                .filteredOn(line -> line.contains("WARN"))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("a/seed-1: ", "diverged"));
        assertThat(trial("a").resolve(RunDirectory.REPORT)).isNotEmptyFile();
    }

    @Test
    void aDirectoryThatHoldsAnotherExperimentIsRefusedBeforeTheBatchStarts() throws IOException {
        Called.run(runs, a);
        Map<Path, String> before = files(trial("a"));

        Called called = Called.run(
                runs, TinyConfig.write(folder, "b"), a, "-o", "training.unroll=10", "-o", "evaluation.steps=15");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.errLines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("understudy: " + trial("a") + " holds another experiment (")
                        .contains(
                                "training.unroll is 10 here and 5 there",
                                "evaluation.steps is 15 here and 20 there",
                                "--fresh"));
        assertThat(files(trial("a"))).isEqualTo(before);
        assertThat(trial("b")).doesNotExist();
        assertThat(Called.run(runs, a, "-o", "training.unroll=10", "--fresh").code())
                .isZero();
    }

    private Path unusableCheckpoint(String name) throws IOException {
        Files.createDirectories(trial(name));
        return Files.writeString(trial(name).resolve(RunDirectory.CHECKPOINT), "not a checkpoint");
    }

    private Path trial(String name) {
        return runs.resolve(name).resolve("seed-1");
    }

    private State state(String name) {
        return Status.read(trial(name).resolve(RunDirectory.STATUS))
                .orElseThrow()
                .state();
    }

    /** Content and time of every file. */
    private static Map<Path, String> files(Path directory) throws IOException {
        Map<Path, String> found = new HashMap<>();
        try (var list = Files.list(directory)) {
            for (Path file : list.filter(f -> !f.getFileName().toString().equals(".lock"))
                    .toList()) {
                found.put(
                        file, Files.getLastModifiedTime(file) + " " + new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        return found;
    }
}
