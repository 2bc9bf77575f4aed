package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cell of the tables of a trial with few numbers, computed by hand. */
class TablesByHandTest {
    private static final String FIGURES =
            ",\"trainingLoss\":%s,\"testLoss\":%s,\"testAccuracy\":%s,\"meanAccuracy\":0.5,"
                    + "\"pointLosses\":[%s],\"pointAccuracies\":[0.25,0.75],\"relativeError\":%s,\"cosine\":%s,\"bias\":%s,"
                    + "\"maxCell\":%s,\"meanTheta\":0.125,\"seconds\":1.5";

    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a")
                .end("imitator", 1, 0.2, FIGURES.formatted(0.3, 0.25, 0.95, "0.1,0.3", 0.02, 0.98, -0.001, 2))
                .end("imitator", 2, 0.4, FIGURES.formatted(0.3, 0.35, 0.97, "0.4,0.6", 0.04, 0.96, -0.003, 3))
                .diverged("imitator", 3, 1500)
                .end("teacher", 1, 0.1, FIGURES.formatted(0.1, 0.15, 0.99, "0.1", 0.01, 1, 0, 1))
                .end("teacher", 2, 0.1, FIGURES.formatted(0.1, 0.15, 0.99, "0.1", 0.03, 1, 0, 1))
                .end("teacher", 3, 0.1, FIGURES.formatted(0.1, 0.15, 0.99, "0.1", 0.05, 1, 0, 1))
                .end("floor", 1, 0.108)
                .end("noUpdate", 1, 2.3)
                .end("noUpdate", 2, 2.3);
    }

    /** ln 2 = 0.6931 and ln 4 = 1.3863: mean 1.0397, half their distance 0.3466; exp 1.0397 = √8 = 2.828. */
    @Test
    void theOutcomeHasMeansErrorsAndRatiosOfThoseThatEndedWell() {
        List<String> rows = Evaluated.rows(TrialTables.outcome(run().trial()));
        assertThat(rows)
                .containsExactly(
                        "rollout | test loss, mean θ | ratio to teacher | ln ratio | test loss, five points"
                                + " | test loss, θ at the end | test accuracy, % | training loss | first bad step",
                        "imitator 2 of 3 seeds | 0.30 ± 0.10 | 2.83 | 1.04 ± 0.35 | 0.35 ± 0.15 | 0.300 ± 0.050"
                                + " | 96.0 ± 1.0 | 0.3000 ± 0 | 1,500 seed 3",
                        "teacher | 0.1000 ± 0 | 1 | 0 | 0.1000 ± 0 | 0.1500 ± 0 | 99.00 ± 0 | 0.1000 ± 0 | none",
                        "floor: teacher × 1.0001 | 0.1080 | 1.080 | 0.07696 | – | – | – | – | none",
                        "no update | 2.300 ± 0 | 23.0 | 3.135 ± 0 | – | – | – | – | none");
    }

    @Test
    void theAgreementIsOfTheLoopsInWhichTheImitatorPredicts() {
        assertThat(Evaluated.rows(TrialTables.agreement(run().trial())))
                .containsExactly(
                        "path | relative error ‖δ̂ − u‖ / ‖u‖ | cosine | bias, of mean |u| | largest cell |c|",
                        "open loop: the teacher drives | 0.030 ± 0.012 | 1.000 ± 0 | 0 ± 0 | 1.000",
                        "closed loop: the imitator drives 2 of 3 seeds | 0.030 ± 0.010 | 0.970 ± 0.010"
                                + " | −0.0020 ± 0.0010 | 3.000");
    }

    @Test
    void everySeedHasARowOfItsOwn() {
        List<String> rows = Evaluated.rows(TrialTables.perSeed(run().trial()));
        assertThat(rows).hasSize(1 + 9);
        assertThat(rows.get(1))
                .isEqualTo("imitator | 1 | 4,000 | 0.2000 | 50.00 | 0.2000 | 50.00 | 0.2500 | 95.00 | 0.3000 | 0.02000"
                        + " | 0.9800 | −0.001000 | 2.000 | 0.1250 | 1.500 | none");
        assertThat(rows.get(3)).startsWith("imitator | 3 | 1,510 | – | – ").endsWith("| 1,500");
        assertThat(rows.get(4)).startsWith("teacher | 1 | ");
        assertThat(rows.get(7)).startsWith("floor: teacher × 1.0001 | 1 |");
        assertThat(rows.get(9)).startsWith("no update | 2 |");
    }

    @Test
    void whereLossesMayBeNegativeThereIsADifferenceInPlaceOfARatio() {
        Trial trial = new Evaluated(folder, "signed")
                .end("imitator", 1, -0.2)
                .end("teacher", 1, -0.5)
                .trial();
        assertThat(Evaluated.rows(TrialTables.outcome(trial)))
                .contains(
                        "imitator | −0.2000 | – | 0.3000 | – | – | – | – | none",
                        "teacher | −0.5000 | – | 0 | – | – | – | – | none")
                .anySatisfy(row -> assertThat(row).contains("difference to teacher"));
    }

    @Test
    void withoutATeacherThereIsNoRatio() {
        Trial trial = new Evaluated(folder, "alone").end("imitator", 1, 0.2).trial();
        assertThat(Evaluated.rows(TrialTables.outcome(trial)))
                .contains("imitator | 0.2000 | – | – | – | – | – | – | none");
        assertThat(TrialTables.agreement(trial)).isEmpty();
    }

    @Test
    void whatWasNotEvaluatedHasNoTables() {
        Trial trial = new Evaluated(folder, "empty").trial();
        assertThat(TrialTables.outcome(trial)).isEmpty();
        assertThat(TrialTables.agreement(trial)).isEmpty();
        assertThat(TrialTables.perSeed(trial)).isEmpty();
        assertThat(TrialTables.horizons(trial)).isEmpty();
        assertThat(StatisticsTables.ofTraining(trial)).isEmpty();
        assertThat(StatisticsTables.ofEnd(trial)).isEmpty();
    }

    @Test
    void aHorizonHasTheTablesOfTheEndWithItsOwnFigures() {
        String html = TrialTables.horizons(new Evaluated(folder, "horizons")
                .line(
                        "\"kind\":\"horizon\",\"seed\":1,\"rollout\":\"imitator\",\"step\":1000,\"meanLoss\":0.6,\"relativeError\":0.5")
                .line(
                        "\"kind\":\"horizon\",\"seed\":1,\"rollout\":\"teacher\",\"step\":1000,\"meanLoss\":0.3,\"relativeError\":0.25")
                .line("\"kind\":\"horizon\",\"seed\":1,\"rollout\":\"imitator\",\"step\":1,\"meanLoss\":2.4")
                .end("imitator", 1, 0.2)
                .trial());
        assertThat(html).containsSubsequence("<summary>After 1 step</summary>", "<summary>After 1,000 steps</summary>");
        assertThat(Evaluated.rows(html))
                .contains(
                        "imitator | 2.400 | – | – | – | – | – | – | none",
                        "imitator | 0.6000 | 2.00 | 0.6931 | – | – | – | – | none",
                        "open loop: the teacher drives | 0.2500 | – | – | –")
                .anySatisfy(row -> assertThat(row).startsWith("teacher | 1 | 1,000 | 0.3000"))
                .noneSatisfy(row -> assertThat(row).contains("0.2000"));
    }

    private static String statistics(String name, int first) {
        return "\"%s\":{\"min\":%d,\"max\":%d,\"mean\":%d,\"variance\":%d,\"skewness\":%d,\"kurtosis\":%d}"
                .formatted(name, first, first + 1, first + 2, first + 3, first + 4, first + 5);
    }

    @Test
    void theDiagnosticsAreTheFirstAndTheLast() {
        StringBuilder metrics = new StringBuilder();
        for (int step : new int[] {1000, 2000, 3000}) {
            metrics.append("{\"metaStep\":%d,\"diagnostics\":{%s,%s,%s,%s}}\n"
                    .formatted(
                            step,
                            statistics("relativeError", 10 + step / 10),
                            statistics("gradients", 20 + step / 10),
                            statistics("teacherUpdates", 30 + step / 10),
                            statistics("predictedUpdates", 40 + step / 10)));
        }
        metrics.append("{\"metaStep\":4000}\n");
        List<String> rows = Evaluated.rows(StatisticsTables.ofTraining(new Evaluated(folder, "a")
                .file("metrics.jsonl", metrics.toString())
                .trial()));
        assertThat(rows)
                .containsExactly(
                        "quantity | meta-step | min | max | mean | variance | skewness | kurtosis",
                        "|relative error| | 1,000 | 110 | 111 | 112 | 113 | 114 | 115",
                        "|relative error| | 3,000 | 310 | 311 | 312 | 313 | 314 | 315",
                        "gradients | 1,000 | 120 | 121 | 122 | 123 | 124 | 125",
                        "gradients | 3,000 | 320 | 321 | 322 | 323 | 324 | 325",
                        "teacher’s updates u | 1,000 | 130 | 131 | 132 | 133 | 134 | 135",
                        "teacher’s updates u | 3,000 | 330 | 331 | 332 | 333 | 334 | 335",
                        "predicted updates δ̂ | 1,000 | 140 | 141 | 142 | 143 | 144 | 145",
                        "predicted updates δ̂ | 3,000 | 340 | 341 | 342 | 343 | 344 | 345");
    }

    @Test
    void oneLineOfDiagnosticsIsShownOnce() {
        String metrics = "{\"metaStep\":5,\"diagnostics\":{%s,%s,%s,%s}}\n"
                .formatted(
                        statistics("relativeError", 1),
                        statistics("gradients", 2),
                        statistics("teacherUpdates", 3),
                        statistics("predictedUpdates", 4));
        assertThat(Evaluated.rows(StatisticsTables.ofTraining(new Evaluated(folder, "a")
                        .file("metrics.jsonl", metrics)
                        .trial())))
                .hasSize(1 + 4)
                .contains("gradients | 5 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 7.00");
    }

    /** The style sheet leaves out the name of every second row of a table of pairs. */
    @Test
    void onlyFirstAndLastSideBySideAreATableOfPairs() {
        String one = "{\"metaStep\":5,\"diagnostics\":{%s,%s,%s,%s}}\n"
                .formatted(
                        statistics("relativeError", 1),
                        statistics("gradients", 2),
                        statistics("teacherUpdates", 3),
                        statistics("predictedUpdates", 4));
        Trial once = new Evaluated(folder, "one").file("metrics.jsonl", one).trial();
        Trial twice = new Evaluated(folder, "two")
                .file("metrics.jsonl", one + one.replace(":5,", ":6,"))
                .trial();
        assertThat(StatisticsTables.ofTraining(once)).contains("class=\"small\"");
        assertThat(StatisticsTables.ofTraining(twice)).contains("class=\"small pairs\"");
        assertThat(StatisticsTables.ofEnd(new Evaluated(folder, "end")
                        .point("teacher", 1, 20, "", "")
                        .trial()))
                .contains("class=\"small\"");
    }

    /** The mean of the last points: of 1 and 3 in each of the six. */
    @Test
    void theStatisticsOfTheEndAreThoseOfTheLastPoints() {
        Trial trial = new Evaluated(folder, "a")
                .point("imitator", 1, 10, "", "," + statistics("theta", 77))
                .point("imitator", 1, 20, "", "," + statistics("theta", 1))
                .point("imitator", 2, 20, "", "," + statistics("theta", 3))
                .point("teacher", 1, 20, "", "," + statistics("theta", 5) + "," + statistics("cell", 6))
                .point("noUpdate", 1, 20, "", "," + statistics("relativeError", 7))
                .point("floor", 1, 20, "", "," + statistics("theta", 8) + "," + statistics("cell", 9))
                .trial();
        String unknown = " | – | – | – | – | – | –";
        assertThat(Evaluated.rows(StatisticsTables.ofEnd(trial)))
                .containsExactly(
                        "quantity | rollout | min | max | mean | variance | skewness | kurtosis",
                        "|θ| | imitator | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 7.00",
                        "|θ| | teacher | 5.00 | 6.00 | 7.00 | 8.00 | 9.00 | 10.0",
                        "|θ| | floor: teacher × 1.0001 | 8.00 | 9.00 | 10.0 | 11.0 | 12.0 | 13.0",
                        "|θ| | no update" + unknown,
                        "|c| | imitator" + unknown,
                        "|c| | teacher | 6.00 | 7.00 | 8.00 | 9.00 | 10.0 | 11.0",
                        "|c| | no update" + unknown,
                        "|relative error| | imitator" + unknown,
                        "|relative error| | teacher" + unknown,
                        "|relative error| | no update | 7.00 | 8.00 | 9.00 | 10.0 | 11.0 | 12.0");
    }

    /** An impossible line is not used as a point. */
    @Test
    void aCurveWithoutAPointHasNoStatistics() {
        Trial trial = new Evaluated(folder, "a")
                .point("imitator", 1, -1, "", "," + statistics("theta", 1))
                .point("imitator", 2, 20, "", "," + statistics("theta", 3))
                .trial();
        assertThat(Evaluated.rows(StatisticsTables.ofEnd(trial)))
                .contains("|θ| | imitator | 3.00 | 4.00 | 5.00 | 6.00 | 7.00 | 8.00");
    }

    @Test
    void trialsSideBySideHaveARowEach() {
        List<Trial> trials = List.of(
                run().status("DONE", "").trial(),
                new Evaluated(folder, "b").status("RUNNING", "").trial());
        String html = Comparison.of(trials, ChartData.of(trials));
        assertThat(Evaluated.rows(html))
                .contains(
                        "a/seed-1 | does not imitate | done | 2.83 | 1.080 | 0.30 ± 0.10 | 0.1000 ± 0 | 96.0 ± 1.0"
                                + " | 0.0300 | 0.0300",
                        "b/seed-1 | – | running | – | – | – | – | – | – | –");
        assertThat(html).contains("<a href=\"#trial-0\">a/seed-1", "<a href=\"#trial-1\">b/seed-1");
    }
}
