package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.WhoDrives;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            return new ObjectMapper().readTree(ChartData.json(List.of(trials)));
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

    // ---- losses ----

    @Test
    void aPanelForEachSeedAndOneOfTheirMean() {
        JsonNode trial = json(run().point("imitator", 2, 2, "3,5", "")
                        .point("imitator", 1, 2, "1,3", "")
                        .point("teacher", 1, 3, "1,1,1", "")
                        .point("nothing", 1, 2, "2,2", "")
                        .point("floor", 3, 9, "9,9,9,9,9,9,9,9,9", "")
                        .file("config.yaml", "training: {unroll: 7}")
                        .trial())
                .get(0);
        assertThat(trial.get("label").asText()).isEqualTo("a/seed-1");
        assertThat(trial.get("unroll").asInt()).isEqualTo(7);
        assertThat(trial.get("loss").get("steps").toString()).isEqualTo("[1,2,3]");
        assertThat(trial.get("loss").get("panels").toString())
                .isEqualTo("[{\"name\":\"seed 1\","
                        + "\"imitator\":{\"points\":[1,3,null],\"smooth\":[1,3,null]},"
                        + "\"teacher\":{\"points\":[1,1,1],\"smooth\":[1,1,1]},"
                        + "\"nothing\":{\"smooth\":[2,2,null]}},"
                        + "{\"name\":\"seed 2\",\"imitator\":{\"points\":[3,5,null],\"smooth\":[3,5,null]}},"
                        + "{\"name\":\"mean of 2\","
                        + "\"imitator\":{\"points\":[2,4,null],\"smooth\":[2,4,null]},"
                        + "\"teacher\":{\"points\":[1,1,1],\"smooth\":[1,1,1]},"
                        + "\"nothing\":{\"smooth\":[2,2,null]}}]");
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
        assertThat(LossPanels.mean(trial, WhoDrives.IMITATOR)).containsExactly(3, 3, 3, 3, 3);
        assertThat(LossPanels.mean(trial, WhoDrives.TEACHER)).isEmpty();
        assertThat(LossPanels.mean(run().point("imitator", 1, 2, "null,1", "").trial(), WhoDrives.IMITATOR))
                .isEmpty();
    }

    /** Two of the imitator and their mean, one of the teacher and a mean, each as points and smoothed; nothing's smoothed alone, and its mean. */
    @Test
    void theSeriesOfATrialAreCounted() {
        Trial trial = run().point("imitator", 1, 1, "1", "")
                .point("imitator", 2, 1, "1", "")
                .point("teacher", 1, 1, "1", "")
                .point("nothing", 1, 1, "1", "")
                .trial();
        assertThat(LossPanels.count(trial)).isEqualTo(2 * (3 + 2) + 1 + 2);
    }

    /** Fifteen on each side belong to the window of a value; a leap beyond them does not bound it. */
    @Test
    void aCurveIsBoundByTheLossesOfItsOwnWindow() {
        double[] losses =
                IntStream.range(0, 100).mapToDouble(i -> i < 50 ? 1 : 2).toArray();
        double[] smooth = LossPanels.smooth(losses);
        assertThat(DoubleStream.of(smooth)).allMatch(value -> value >= 1 && value <= 2);
        assertThat(smooth[34]).isEqualTo(1);
        assertThat(smooth[65]).isEqualTo(2);
        assertThat(smooth[49]).isGreaterThan(1).isLessThan(1.5);
        assertThat(smooth[50]).isGreaterThan(1.5).isLessThan(2);
        losses[0] = Double.NaN;
        assertThat(LossPanels.smooth(losses)[0]).isNaN();
        // A single high loss at 20 may lift the curve up to 35 and down to 5, and no further.
        double[] spike = new double[60];
        spike[20] = -100;
        double[] spiked = LossPanels.smooth(spike);
        assertThat(spiked[4]).isZero();
        assertThat(spiked[36]).isZero();
        assertThat(spiked[20]).isNegative();
    }

    /** 23 ones between zeros overshoot 1 in their middle; a higher loss bounds the curve up to 15 steps away, on both sides. */
    @Test
    void aLossFifteenStepsAwayStillBoundsTheCurve() {
        for (int away : new int[] {-16, -15, 15, 16}) {
            double[] losses = new double[101];
            Arrays.fill(losses, 39, 62, 1);
            losses[50 + away] = 1.5;
            if (Math.abs(away) == 15) {
                assertThat(LossPanels.smooth(losses)[50]).as("%d", away).isBetween(1.09, 1.11);
            } else {
                assertThat(LossPanels.smooth(losses)[50]).as("%d", away).isEqualTo(1);
            }
        }
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

    // ---- thinning ----

    @ParameterizedTest
    @CsvSource({
        // Of 100 values one keeps 10: one at the start, then every eleventh.
        "100, 10, '0,11,22,33,44,55,66,77,88,99'",
        "10, 10, '0,1,2,3,4,5,6,7,8,9'",
        "11, 10, '0,2,4,6,8,10'",
        "45, 20, '0,1,4,7,10,13,16,19,22,25,28,31,34,37,40,43,44'",
        "1, 10, '0'",
    })
    void theFirstTenthIsDenseAndTheRestIsEvenlySpaced(int n, int most, String expected) {
        assertThat(IntStream.of(Thinning.indices(n, most)).boxed().toList())
                .hasToString("[" + expected.replace(",", ", ") + "]");
    }

    @Test
    void valuesHaveFourDigitsAndGaps() {
        double[] values = {1.23456, 12345.6, 1e-7, 3, Double.NaN, Double.POSITIVE_INFINITY, -0.5, 3e9};
        assertThat(Thinning.values(values, IntStream.range(0, 9).toArray()).toString())
                .isEqualTo("[1.235,12350,1.0E-7,3,null,null,-0.5,3.0E9,null]");
    }

    // ---- the budget of the page ----

    private int losses(int steps, int trials) {
        String losses = String.join(",", Collections.nCopies(steps, "1"));
        Trial trial = run().point("imitator", 1, steps, losses, "").trial();
        return json(Collections.nCopies(trials, trial).toArray(Trial[]::new))
                .get(trials - 1)
                .get("loss")
                .get("steps")
                .size();
    }

    /** A trial with one curve counts 8 series: 400,000 values are shared by all, at most 2,000 each and at least 60. */
    @Test
    void theLossesOfThePageShareABudget() {
        assertThat(losses(2000, 1)).isEqualTo(2000);
        assertThat(losses(2001, 1)).isEqualTo(Thinning.indices(2001, 2000).length);
        assertThat(losses(600, 100)).isEqualTo(Thinning.indices(600, 500).length);
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

    /** 120,000 values, for 30 series of each trial, at most 500 each and at least 30. */
    @Test
    void theOtherFiguresShareABudgetOfTheirOwn() {
        assertThat(lines(500, 1)).isEqualTo(500);
        assertThat(lines(501, 1)).isEqualTo(Thinning.indices(501, 500).length);
        assertThat(lines(300, 20)).isEqualTo(Thinning.indices(300, 200).length);
        assertThat(lines(100, 200)).isEqualTo(Thinning.indices(100, 30).length);
    }

    // ---- smoothing ----

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "4, 2", "3, 3", "3, -1"})
    void aWindowIsOddAndLargerThanTheOrder(int window, int order) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new SavitzkyGolay(window, order))
                .hasMessage(
                        "window is " + window + ", order " + order + "; expected an odd window, larger than the order");
    }

    /** The mean of three, and a window of one, which changes nothing. */
    @Test
    void orderZeroIsAMovingAverage() {
        assertThat(new SavitzkyGolay(3, 0).smooth(new double[] {3, 6, 0, 9}))
                .containsExactly(new double[] {3, 3, 5, 5}, within(1e-12));
        assertThat(new SavitzkyGolay(1, 0).smooth(new double[] {3, 6, 0, 9})).containsExactly(3, 6, 0, 9);
    }

    /** Of four values a window of three remains for order 2, which goes through all three; of two values none. */
    @Test
    void aShortPartTakesTheLargestOddWindowThatFits() {
        assertThat(new SavitzkyGolay(5, 0).smooth(new double[] {3, 6, 0, 9}))
                .containsExactly(new double[] {3, 3, 5, 5}, within(1e-12));
        assertThat(new SavitzkyGolay(5, 0).smooth(new double[] {3, 7})).containsExactly(3, 7);
        assertThat(new SavitzkyGolay(31, 2).smooth(new double[] {5, 1, 4}))
                .containsExactly(new double[] {5, 1, 4}, within(1e-12));
    }

    /** A straight line needs three values; two are left as they are. */
    @Test
    void aPartWithoutAWindowLargerThanTheOrderIsLeftAsItIs() {
        assertThat(new SavitzkyGolay(5, 1).smooth(new double[] {5, 7})).containsExactly(5, 7);
        assertThat(new SavitzkyGolay(5, 1).smooth(new double[] {5, 7, 3}))
                .containsExactly(new double[] {6, 5, 4}, within(1e-12));
    }
}
