package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.RolloutKind;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers behind the figures, for curves of a few steps. */
class ChartsByHandTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    private static String looked(
            double testLoss, double accuracy, double difference, double bias, double cell, double theta) {
        return ",\"testLoss\":%s,\"testAccuracy\":%s,\"relativeDifference\":%s,\"bias\":%s,\"cell\":{\"max\":%s},\"theta\":{\"mean\":%s}"
                .formatted(testLoss, accuracy, difference, bias, cell, theta);
    }

    private static JsonNode json(Trial... trials) {
        try {
            return new ObjectMapper().readTree(ChartData.json(ChartData.of(List.of(trials))));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    // ---- points ----

    @Test
    void pointsHaveMeanLowestAndHighestOverTheSeeds() {
        JsonNode points = json(run().point("imitator", 1, 2, "1,1", looked(1, 0.1, 0.01, 0.001, 10, 100))
                        .point("imitator", 1, 4, "1,1", looked(2, 0.2, 0.02, 0.002, 20, 200))
                        .point("imitator", 2, 2, "1,1", looked(4, 0.4, 0.04, 0.004, 40, 400))
                        .point("teacher", 1, 6, "1,1", looked(5, 0.5, 0.05, 0.005, 50, 500))
                        .trial())
                .get(0)
                .get("points");
        assertThat(points.get("steps").toString()).isEqualTo("[2,4,6]");
        assertThat(points.get("testLoss").get("imitator").toString())
                .isEqualTo("{\"mean\":[2.5,2,null],\"low\":[1,2,null],\"high\":[4,2,null]}");
        assertThat(points.get("testLoss").get("teacher").toString()).isEqualTo("{\"mean\":[null,null,5]}");
        assertThat(points.get("testAccuracy").get("imitator").get("low").toString())
                .isEqualTo("[10,20,null]");
        assertThat(points.get("relativeDifference").get("imitator").get("high").toString())
                .isEqualTo("[0.04,0.02,null]");
        assertThat(points.get("bias").get("teacher").get("mean").toString()).isEqualTo("[null,null,0.005]");
        assertThat(points.get("maxCell").get("teacher").get("mean").toString()).isEqualTo("[null,null,50]");
        assertThat(points.get("meanTheta").get("teacher").get("mean").toString())
                .isEqualTo("[null,null,500]");
    }

    /** A loss that rises and then falls again: the extremes are neither the first nor the last. */
    @Test
    void theSpreadIsOverSeedsInAnyOrder() {
        JsonNode points = json(run().point("imitator", 1, 2, "1,1", looked(5, 0, 0, 0, 0, 0))
                        .point("imitator", 2, 2, "1,1", looked(1, 0, 0, 0, 0, 0))
                        .point("imitator", 3, 2, "1,1", looked(9, 0, 0, 0, 0, 0))
                        .point("imitator", 4, 2, "1,1", looked(5, 0, 0, 0, 0, 0))
                        .trial())
                .get(0)
                .get("points");
        assertThat(points.get("testLoss").get("imitator").toString())
                .isEqualTo("{\"mean\":[5],\"low\":[1],\"high\":[9]}");
    }

    @Test
    void pointsEndBeforeTheStepAtWhichTheFirstSeedDiverged() {
        JsonNode points = json(run().point("imitator", 1, 2, "1,1", looked(1, 0, 0, 0, 0, 0))
                        .point("imitator", 1, 4, "1,1", looked(1, 0, 0, 0, 0, 0))
                        .point("imitator", 1, 6, "1,1", looked(1, 0, 0, 0, 0, 0))
                        .diverged("imitator", 2, 4)
                        .trial())
                .get(0)
                .get("points");
        assertThat(points.get("testLoss").get("imitator").get("mean").toString())
                .isEqualTo("[1,null,null]");
    }

    /** Of 501 points the page keeps some, with their own figures. */
    @Test
    void pointsThatAreLeftOutLeaveTheOthersAsTheyAre() {
        Evaluated run = run();
        for (int step = 1; step <= 501; step++) {
            run.point("imitator", 1, step, "1", looked(step, 0, 0, 0, 0, 0));
        }
        JsonNode points = json(run.trial()).get(0).get("points");
        assertThat(points.get("steps"))
                .hasSize(Thinning.indices(501, 500).length)
                .hasSizeLessThan(501);
        assertThat(points.get("testLoss").get("imitator").get("mean")).isEqualTo(points.get("steps"));
    }

    // ---- losses ----

    @Test
    void aPanelForEachSeedAndOneOfTheirMean() {
        JsonNode trial = json(run().point("imitator", 2, 2, "3,5", "")
                        .point("imitator", 1, 2, "1,3", "")
                        .point("teacher", 1, 3, "1,1,1", "")
                        .point("noUpdate", 1, 2, "2,2", "")
                        .point("floor", 3, 9, "9,9,9,9,9,9,9,9,9", "")
                        .file("config.yaml", "training: {unroll: 7}")
                        .trial())
                .get(0);
        assertThat(trial.get("label").asText()).isEqualTo("a/seed-1");
        assertThat(trial.get("trainedOver").asInt()).isEqualTo(7);
        assertThat(trial.get("loss").get("steps").toString()).isEqualTo("[1,2,3]");
        assertThat(trial.get("loss").get("panels").toString())
                .isEqualTo("[{\"name\":\"seed 1\","
                        + "\"imitator\":{\"points\":[1,3,null],\"smooth\":[1,3,null]},"
                        + "\"teacher\":{\"points\":[1,1,1],\"smooth\":[1,1,1]},"
                        + "\"noUpdate\":{\"smooth\":[2,2,null]}},"
                        + "{\"name\":\"seed 2\",\"imitator\":{\"points\":[3,5,null],\"smooth\":[3,5,null]}},"
                        + "{\"name\":\"mean of 2\","
                        + "\"imitator\":{\"points\":[2,4,null],\"smooth\":[2,4,null]},"
                        + "\"teacher\":{\"points\":[1,1,1],\"smooth\":[1,1,1]},"
                        + "\"noUpdate\":{\"smooth\":[2,2,null]}}]");
    }

    @Test
    void oneSeedHasNoPanelOfAMean() {
        assertThat(json(run().point("imitator", 1, 1, "1", "").trial())
                        .get(0)
                        .get("loss")
                        .get("panels"))
                .hasSize(1);
    }

    /** Seed 2 got to step 4 only, and seed 3 diverged at step 6. */
    @Test
    void theMeanIsOverTheSeedsThatGotSoFarAndEndsBeforeTheFirstDivergence() {
        Trial trial = run().point("imitator", 1, 8, "1,1,1,1,1,1,1,1", "")
                .point("imitator", 2, 4, "3,3,3,3", "")
                .point("imitator", 3, 8, "5,5,5,5,5,null,null,null", "")
                .trial();
        assertThat(ChartData.meanLosses(trial, RolloutKind.IMITATOR)).containsExactly(3, 3, 3, 3, 3);
        assertThat(ChartData.meanLosses(trial, RolloutKind.TEACHER)).isEmpty();
        assertThat(ChartData.meanLosses(
                        run().point("imitator", 1, 2, "null,1", "").trial(), RolloutKind.IMITATOR))
                .isEmpty();
    }

    /** Two of the imitator and their mean, one of the teacher and a mean, each as points and smoothed; nothing's smoothed alone, and its mean. */
    @Test
    void theSeriesOfATrialAreCounted() {
        Trial trial = run().point("imitator", 1, 1, "1", "")
                .point("imitator", 2, 1, "1", "")
                .point("teacher", 1, 1, "1", "")
                .point("noUpdate", 1, 1, "1", "")
                .trial();
        assertThat(ChartData.lossSeries(trial)).isEqualTo(2 * (3 + 2) + 1 + 2);
    }

    // ---- training ----

    @Test
    void theTrainingHasItsFourCurves() {
        JsonNode training = json(run().file(
                                "metrics.jsonl",
                                "{\"metaStep\":10,\"imitationLoss\":0.5,\"learningRate\":0.1,\"modelLossFirst\":3,\"modelLossLast\":2}\n"
                                        + "{\"metaStep\":20,\"imitationLoss\":null,\"learningRate\":0.05,\"modelLossFirst\":2.5,\"modelLossLast\":1.25}\n")
                        .trial())
                .get(0)
                .get("training");
        assertThat(training.toString())
                .isEqualTo("{\"metaSteps\":[10,20],\"imitationLoss\":[0.5,null],\"learningRate\":[0.1,0.05],"
                        + "\"modelLossFirst\":[3,2.5],\"modelLossLast\":[2,1.25]}");
    }

    @Test
    void aTrainingByTheTasksLossHasThatCurveAsWell() {
        JsonNode training = json(run().file("config.yaml", "training: {objective: {backprop: {logarithmic: true}}}\n")
                        .file("metrics.jsonl", "{\"metaStep\":10,\"imitationLoss\":null,\"taskLoss\":-0.5}\n")
                        .trial())
                .get(0)
                .get("training");
        assertThat(training.get("taskLoss").toString()).isEqualTo("[-0.5]");
        assertThat(training.get("imitationLoss").toString()).isEqualTo("[null]");
    }

    @Test
    void whatTheValidationFoundIsACurveOfItsOwn() {
        JsonNode training = json(run().file("config.yaml", "training: {objective: evolution}\n")
                        .file(
                                "metrics.jsonl",
                                "{\"metaStep\":10,\"taskLoss\":-0.5,\"validation\":[{\"metaStep\":0,\"loss\":0.1},{\"metaStep\":8,\"loss\":0.07}]}\n"
                                        + "{\"metaStep\":20,\"taskLoss\":-0.6,\"validation\":[{\"metaStep\":16,\"loss\":0.05}]}\n")
                        .trial())
                .get(0)
                .get("training");
        assertThat(training.get("validation").toString())
                .isEqualTo("{\"metaSteps\":[0,8,16],\"losses\":[0.1,0.07,0.05]}");
    }

    private int losses(int steps, int trials) {
        String losses = String.join(",", Collections.nCopies(steps, "1"));
        Trial trial = run().point("imitator", 1, steps, losses, "").trial();
        return json(Collections.nCopies(trials, trial).toArray(Trial[]::new))
                .get(trials - 1)
                .get("loss")
                .get("steps")
                .size();
    }

    /** A trial with one curve counts 8 series: 280,000 values are shared by all, at most 2,000 each and at least 60. */
    @Test
    void theLossesOfThePageShareABudget() {
        assertThat(losses(2000, 1)).isEqualTo(2000);
        assertThat(losses(2001, 1)).isEqualTo(Thinning.indices(2001, 2000).length);
        assertThat(losses(600, 100)).isEqualTo(Thinning.indices(600, 350).length);
        assertThat(losses(100, 1000)).isEqualTo(Thinning.indices(100, 60).length);
    }

    private int lines(int count, int trials) {
        StringBuilder metrics = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            metrics.append("{\"metaStep\":").append(i).append("}\n");
        }
        Trial trial = run().file("metrics.jsonl", metrics.toString()).trial();
        return json(Collections.nCopies(trials, trial).toArray(Trial[]::new))
                .get(trials - 1)
                .get("training")
                .get("metaSteps")
                .size();
    }

    /** 90,000 values, for 30 series of each trial, at most 500 each and at least 30. */
    @Test
    void theOtherFiguresShareABudgetOfTheirOwn() {
        assertThat(lines(500, 1)).isEqualTo(500);
        assertThat(lines(501, 1)).isEqualTo(Thinning.indices(501, 500).length);
        assertThat(lines(300, 20)).isEqualTo(Thinning.indices(300, 150).length);
        assertThat(lines(100, 200)).isEqualTo(Thinning.indices(100, 30).length);
    }
}
