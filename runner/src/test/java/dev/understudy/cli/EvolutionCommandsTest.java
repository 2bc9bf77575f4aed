package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training by evolution on two tasks, from its config to its report, and its imitator. */
@Tag("slow")
class EvolutionCommandsTest {
    private static final String CONFIG = """
            name: evolved
            threads: 1
            tasks:
              - {data: {dataset: half-plane}, optimizee: {batch: 4}}
              - {data: {dataset: half-plane}, optimizee: {layers: [{dense: 3}, tanh, {dense: 3}, relu, {dense: 1}], batch: 8}}
            teacher: {adam: {learningRate: 0.03}}
            imitator: {hidden: [2], features: moments, head: zero-out}
            training:
              metaSteps: 12
              objective: {evolution: {pairs: 2, sigma: 0.05, window: 5, shortest: 10, longest: 30, validateEvery: 4, imitation: {from: 1, to: 0, end: 6}}}
              metaOptimizer: {adam: {learningRate: 0.01}}
              checkpointEvery: 4
              logEvery: 4
            evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1001]}
            """;

    @TempDir
    private Path folder;

    private Path config() throws IOException {
        return Files.writeString(folder.resolve("evolved.yaml"), CONFIG);
    }

    private Path trial() {
        return folder.resolve("evolved/seed-1");
    }

    @Test
    void aTrialIsTrainedAndEvaluatedAndItsLinesSayWhatWasLearnedFrom() throws IOException {
        Called run = Called.run(folder, config(), "-q");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(trial().resolve(RunDirectory.METRICS)))
                .hasSize(3)
                .allSatisfy(line -> {
                    JsonNode read = new ObjectMapper().readTree(line);
                    assertThat(read.path("imitationLoss").isNull()).isTrue();
                    assertThat(read.path("taskLoss").isNumber()).isTrue();
                });
        assertThat(Files.readString(trial().resolve(RunDirectory.REPORT))).contains("task loss");
        assertThat(Files.readString(trial().resolve(RunDirectory.PROVENANCE))).contains("\"half-plane\"");

        // An evaluation is of one task: the first, unless another is named.
        Called again = Called.with("evaluate", trial(), "-q", "-o", "evaluation.steps=30", "-o", "optimizee.batch=2");
        assertThat(again.code()).as(again.err()).isZero();

        // The imitator is then trained further by imitation, on one task.
        Called on = Called.run(
                folder,
                TinyConfig.write(
                        folder,
                        "on",
                        "imitator: {pretrained: " + trial() + "}\nteacher: {adam: {learningRate: 0.03}}\n"),
                "-q",
                "-o",
                "training.metaSteps=5");
        assertThat(on.code()).as(on.err()).isZero();
    }

    @Test
    void nd4jRefusesInOneLine() throws IOException {
        Called run = Called.run(folder, config(), "-q", "-o", "engine=nd4j");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines())
                .last()
                .asString()
                .contains("engine is nd4j with training.objective evolution; expected fused or auto");
    }
}
