package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.config.Configs;
import dev.understudy.data.CifarFiles;
import dev.understudy.data.DataSets;
import dev.understudy.data.IdxFiles;
import dev.understudy.fault.Fault;
import dev.understudy.run.Provenance;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials on images that the program does not know: 12×9 pixels in three classes, and others. */
class OwnDataTest {
    private static final String LAYERS =
            "optimizee.layers=[{conv: {kernel: 3, channels: 2}}, {maxPool: 2}, relu, {dense: 3}]";

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void ownData() throws IOException {
        data = Files.createDirectories(folder.resolve("letters"));
        IdxFiles.own(data, 12, 9, 3, 60, 30);
    }

    private Experiment experiment(String... overrides) {
        return new Experiment(
                Configs.parse("""
                        name: own
                        threads: 1
                        data: {idx: %s}
                        optimizee: {batch: 4}
                        teacher: {sgd: {learningRate: 0.1}}
                        training: {metaSteps: 4, unroll: 2, logEvery: 2, checkpointEvery: 2}
                        evaluation: {steps: 60, batch: 4, everySteps: 20, seeds: [1001]}
                        """.formatted(data), "own.yaml", List.of(overrides)),
                folder.resolve("runs"),
                Trials.NEVER,
                new Noted());
    }

    private static State run(Experiment experiment) {
        experiment.check(false);
        return experiment.run(false, false).state();
    }

    private Provenance.Data provenance() {
        return Provenance.lastSession(folder.resolve("runs/own/seed-1").resolve(RunDirectory.PROVENANCE))
                .orElseThrow()
                .data();
    }

    @Test
    void anImitatorIsTrainedAndDrivesOnThem() {
        Experiment experiment = experiment(LAYERS);
        assertThat(run(experiment)).isEqualTo(State.DONE);

        assertThat(provenance())
                .isEqualTo(new Provenance.Data("idx", DataSets.own(data).sha256()));
        List<JsonNode> results = RawLines.read(experiment.directory().resolve(RunDirectory.EVALUATION)).stream()
                .filter(line -> line.path("kind").asText().equals("result"))
                .toList();
        assertThat(results)
                .extracting(line -> line.path("rollout").asText())
                .contains("imitator", "teacher", "noUpdate");
        assertThat(results)
                .filteredOn(line -> line.path("rollout").asText().equals("teacher"))
                .extracting(line -> line.path("testAccuracy").asDouble())
                .as("what is learned of rows that are bright")
                .allMatch(accuracy -> accuracy > 0.9);
    }

    @Test
    void aModelThatDoesNotFitIsRefusedBeforeTheTrialWithWhatTheFilesHold() {
        refused("own: optimizee.model is mnist-cnn, for samples of 1×12×9 in 3 classes; expected a network that takes "
                + "1×12×9 (conv.kernel is 5; expected at most the input's 4×2), as in optimizee: "
                + "{layers: [{dense: 3}]}; give optimizee.layers that fit");
        refused(
                "own: optimizee.layers is a network with 10 outputs, for samples of 1×12×9 in 3 classes; expected one "
                        + "logit per class, 3; give optimizee.layers that fit",
                "optimizee.layers=[{dense: 10}]");
        refused(
                "own: optimizee.layers[0].conv.kernel is 10, for samples of 1×12×9 in 3 classes; expected at most the "
                        + "input's 12×9; give optimizee.layers that fit",
                "optimizee.layers=[{conv: {kernel: 10, channels: 1}}, {dense: 3}]");
    }

    @Test
    void aSizeThatTheImagesHaveNotIsRefused() {
        refused(
                "data.size is 10; expected 1 to 9, for the images of idx have 12×9; correct the number",
                LAYERS,
                "data.size=10");
    }

    @Test
    void anotherSizeIsAnotherExperiment() {
        assertThat(run(experiment(LAYERS, "data.size=8"))).isEqualTo(State.DONE);
        Provenance.Data small = provenance();
        assertThat(small.name()).isEqualTo("idx at 8×8");

        for (String size : new String[] {"7", "null"}) {
            assertThatThrownBy(() -> experiment(LAYERS, "data.size=" + size).check(false))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                    .hasMessageContaining(
                            "holds another experiment (data.size is " + size + " here and 8 there; the data ")
                    .hasMessageContaining(" have the SHA-256 ");
        }
        assertThatCode(() -> experiment(LAYERS, "data.size=8").check(false)).doesNotThrowAnyException();
        assertThatCode(() -> experiment(LAYERS, "data.size=7").check(true))
                .as("with --fresh")
                .doesNotThrowAnyException();
    }

    @Test
    void otherFilesInTheSamePlaceAreAnotherExperiment() throws IOException {
        assertThat(run(experiment(LAYERS))).isEqualTo(State.DONE);
        IdxFiles.own(data, 12, 9, 3, 61, 30);
        assertThatThrownBy(() -> experiment(LAYERS).check(false))
                .hasMessageContaining("holds another experiment (the data idx have the SHA-256 ");
    }

    @Test
    void someOfTheTrainingImagesCanBeHeldOut() {
        assertThat(run(experiment(LAYERS, "data.holdOut=20", "data.size=8"))).isEqualTo(State.DONE);
    }

    @Test
    void cifarTenIsLearnedFromFilesOfItsForm() throws IOException {
        Path colours = Files.createDirectories(folder.resolve("colours"));
        CifarFiles.folder(colours, 12);
        String[] cifar = {"data.dataset=cifar-10", "data.dir=" + colours};
        assertThatCode(() -> experiment(cifar).check(false))
                .as("the usual model takes three channels as well")
                .doesNotThrowAnyException();
        assertThat(run(experiment(
                        cifar[0],
                        cifar[1],
                        "optimizee.layers=[{maxPool: 4}, {conv: {kernel: 3, channels: 2}}, relu, {dense: 10}]")))
                .isEqualTo(State.DONE);
        assertThat(provenance().name()).isEqualTo("cifar-10");
    }

    private void refused(String message, String... overrides) {
        assertThatThrownBy(() -> experiment(overrides).check(false))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage(message);
    }
}
