package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.WatchedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of metrics, computed by hand for {@link TrainingByHeart}. */
class MetricsFiguresTest {
    @TempDir
    private Path folder;

    private String diverged;

    private List<JsonNode> lines(TrainingByHeart training, String... overrides) {
        Setup setup = Setup.of(
                Trials.config(Stream.concat(
                                Stream.of(
                                        "training.metaSteps=10",
                                        "training.logEvery=4",
                                        "training.checkpointEvery=10",
                                        "training.diagnosticsEvery=0"),
                                Stream.of(overrides))
                        .toArray(String[]::new)),
                new EvaluationByHeart(folder));
        WatchedFiles files = new WatchedFiles(folder);
        try (JsonLines metrics = files.metrics()) {
            diverged = new Trainer(setup, training, metrics, files.checkpoints(), Trials.NEVER, new Noted()).run(0);
        }
        return RawLines.read(folder.resolve(RunDirectory.METRICS));
    }

    private static Stream<Double> column(List<JsonNode> lines, String field) {
        return lines.stream().map(line -> line.path(field).asDouble(Double.NaN));
    }

    /** Of the meta-steps 0 … 3, 4 … 7, and 8 and 9, whose means are 1.5, 5.5 and 8.5; the others are 2m + 1 and 3m + 2. */
    @Test
    void theLossesOfALineAreTheMeansOverItsMetaSteps() {
        List<JsonNode> lines = lines(new TrainingByHeart(0, -1, -1));

        assertThat(column(lines, "metaStep")).containsExactly(4.0, 8.0, 10.0);
        assertThat(column(lines, "imitationLoss")).containsExactly(1.5, 5.5, 8.5);
        assertThat(column(lines, "modelLossFirst")).containsExactly(4.0, 12.0, 18.0);
        assertThat(column(lines, "modelLossLast")).containsExactly(6.5, 18.5, 27.5);
        assertThat(lines).allMatch(line -> line.path("taskLoss").isNull());
        assertThat(diverged).isNull();
    }

    /** The means of 4m + 3 over the same; the engine's imitation loss is not used. */
    @Test
    void aTrainingByTheTasksLossHasThatLossAndNoOther() {
        List<JsonNode> lines = lines(new TrainingByHeart(0, -1, -1), "training.objective=backprop");

        assertThat(column(lines, "taskLoss")).containsExactly(9.0, 25.0, 37.0);
        assertThat(lines).allMatch(line -> line.path("imitationLoss").isNull());
        assertThat(column(lines, "modelLossLast")).containsExactly(6.5, 18.5, 27.5);
        assertThat(diverged).isNull();
    }

    /** From 1 to 0 at meta-step 6: 0 to 5 imitate, 6 and 7 do not, and the last line has no imitation. */
    @Test
    void eachLossOfALineIsOfTheMetaStepsThatHadIt() {
        List<JsonNode> lines = lines(
                new TrainingByHeart(0, -1, -1),
                "training.objective={backprop: {imitation: {from: 1, to: 0, begin: 6, end: 6}}}");

        assertThat(column(lines, "imitationLoss")).startsWith(1.5, 4.5).last().isEqualTo(Double.NaN);
        assertThat(column(lines, "taskLoss")).endsWith(29.0, 37.0).first().isEqualTo(Double.NaN);
    }

    /** It continues from 6; the multiple 5 before it belongs to the earlier call. */
    @Test
    void aTrainingThatGoesOnCountsOnlyWhatItDoesItself() {
        List<JsonNode> lines = lines(new TrainingByHeart(6, -1, -1), "training.diagnosticsEvery=5");

        assertThat(column(lines, "metaStep")).containsExactly(8.0, 10.0);
        assertThat(column(lines, "imitationLoss")).containsExactly(6.5, 8.5);
        assertThat(lines).extracting(line -> line.has("diagnostics")).containsExactly(false, true);
    }

    /** Lines end with the meta-steps 3, 7 and 9, counted from 0: 0.25 · (1 + cos(π · m / 10)). */
    @Test
    void theLearningRateIsThatOfTheLinesLastMetaStep() {
        List<JsonNode> lines = lines(
                new TrainingByHeart(0, -1, -1),
                "training.schedule=cosine",
                "training.metaOptimizer={adam: {learningRate: 0.5}}");

        List<Double> rates = column(lines, "learningRate").toList();
        assertThat(rates.get(0)).isCloseTo(0.25 * 1.587785252, within(1e-9));
        assertThat(rates.get(1)).isCloseTo(0.25 * 0.412214748, within(1e-9));
        assertThat(rates.get(2)).isCloseTo(0.25 * 0.048943484, within(1e-9));
    }

    @Test
    void theSecondsOfALineAreThoseSinceTheLineBefore() {
        long begun = System.nanoTime();
        List<JsonNode> lines = lines(new TrainingByHeart(0, -1, -1));
        double all = (System.nanoTime() - begun) / 1e9;

        List<Double> seconds = column(lines, "seconds").toList();
        assertThat(seconds).allSatisfy(value -> assertThat(value).isPositive());
        assertThat(seconds.stream().mapToDouble(Double::doubleValue).sum()).isLessThan(all);
    }

    /** Lines that pass a multiple: 5 is in 4 … 8, 10 in 8 … 10; and a line at the multiple itself counts. */
    @Test
    void statisticsAreInTheLineThatReachesTheirMultiple() {
        assertThat(lines(new TrainingByHeart(0, -1, -1), "training.diagnosticsEvery=5"))
                .extracting(line -> line.has("diagnostics"))
                .containsExactly(false, true, true);
    }

    @Test
    void aLineAtTheMultipleItselfHasStatisticsAndTheNextHasNone() {
        List<JsonNode> lines = lines(new TrainingByHeart(0, -1, -1), "training.diagnosticsEvery=8");

        assertThat(lines).extracting(line -> line.has("diagnostics")).containsExactly(false, true, false);
        JsonNode diagnostics = lines.get(1).path("diagnostics");
        assertThat(diagnostics.path("relativeError").path("mean").asDouble()).isEqualTo(1);
        assertThat(diagnostics.path("gradients").path("mean").asDouble()).isEqualTo(2);
        assertThat(diagnostics.path("teacherUpdates").path("mean").asDouble()).isEqualTo(3);
        assertThat(diagnostics.path("predictedUpdates").path("mean").asDouble()).isEqualTo(8);
    }

    @Test
    void zeroMeansNoStatistics() {
        assertThat(lines(new TrainingByHeart(0, -1, -1))).noneMatch(line -> line.has("diagnostics"));
    }

    @Test
    void aDivergenceIsSaidWithTheMetaStepOfTheFirstLossThatIsNotFinite() {
        List<JsonNode> lines = lines(new TrainingByHeart(0, 6, -1));

        assertThat(diverged).isEqualTo("diverged: the imitation loss is NaN at meta-step 6");
        assertThat(column(lines, "metaStep")).containsExactly(4.0, 8.0);
        assertThat(lines.get(1).path("imitationLoss").isNull()).isTrue();
        assertThat(folder.resolve(RunDirectory.CHECKPOINT)).doesNotExist();
    }

    @Test
    void soIsThatOfATasksLoss() {
        lines(new TrainingByHeart(0, 6, -1), "training.objective=backprop");

        assertThat(diverged).isEqualTo("diverged: the task loss is Infinity at meta-step 6");
    }
}
