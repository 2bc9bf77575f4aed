package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of a chart in words, for curves of a few steps. */
class ChartsInWordsTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    private static List<String> told(Chart chart, Trial... trials) {
        JsonNode data = ChartData.of(List.of(trials));
        return plain(chart == Chart.ALL ? ChartInWords.all(data) : ChartInWords.chart(chart, 0, data.get(0)));
    }

    /** Sentences and items, one each. */
    private static List<String> plain(String html) {
        return Arrays.stream(html.split("</(?:p|li|summary)>"))
                .map(text -> text.replaceAll("<[^>]*>", "").strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String loss(double testLoss) {
        return ",\"testLoss\":" + testLoss;
    }

    @Test
    void eachCurveHasItsFirstAndLastValueItsLowestAndItsHighest() {
        Trial trial = run().point("imitator", 1, 50, "1", loss(2))
                .point("imitator", 1, 100, "1", loss(0.5))
                .point("imitator", 1, 1000, "1", loss(3.14159))
                .point("imitator", 1, 1050, "1", loss(0.75))
                .point("noUpdate", 1, 50, "1", loss(2.5))
                .trial();
        assertThat(told(Chart.TEST_LOSS, trial))
                .containsExactly(
                        "In words: Test loss",
                        "Curves of test loss (nats) by step.",
                        "Imitator: from 2.000 at step 50 to 0.7500 at step 1,050; lowest 0.5000 at step 100, highest 3.142 at step 1,000.",
                        "No update: 2.500 at step 50, at its end.");
        assertThat(told(Chart.TEST_ACCURACY, trial))
                .containsExactly(
                        "In words: Test accuracy",
                        "Curves of test accuracy (%) by step.",
                        "Imitator: no finite values.",
                        "No update: no finite values.");
    }

    @Test
    void aCurveThatIsAnothersIsToldAsThat() {
        Evaluated run = run();
        for (String driver : List.of("imitator", "teacher", "floor")) {
            run.point(driver, 1, 1, "1", loss(2)).point(driver, 1, 2, "1", loss(driver.equals("floor") ? 1.5 : 1));
        }
        assertThat(told(Chart.TEST_LOSS, run.trial()))
                .endsWith(
                        "Imitator: from 2.000 at step 1 to 1.000 at step 2; lowest 1.000 at step 2, highest 2.000 at step 1.",
                        "Teacher: the same curve as Imitator.",
                        "Floor: from 2.000 at step 1 to 1.500 at step 2; lowest 1.500 at step 2, highest 2.000 at step 1.");
    }

    @Test
    void everySeedHasItsView() {
        Trial trial = run().point("imitator", 1, 2, "3,1", "")
                .point("imitator", 2, 2, "5,null", "")
                .trial();
        assertThat(told(Chart.LOSS, trial))
                .containsExactly(
                        "In words: Model loss per step",
                        "Curves of training-mode loss (nats) by step, seed 1.",
                        "Imitator: from 3.000 at step 1 to 1.000 at step 2; lowest 1.000 at step 2, highest 3.000 at step 1.",
                        "Curves of training-mode loss (nats) by step, seed 2.",
                        "Imitator: 5.000 at step 1, at its end.",
                        "Curves of training-mode loss (nats) by step, mean of 2.",
                        "Imitator: 4.000 at step 1, at its end.");
    }

    @Test
    void thePathsAndTheTrainingHaveTheirNames() {
        Trial trial = run().point("imitator", 1, 1, "1", ",\"relativeDifference\":0.25,\"bias\":-1e-5")
                .point("teacher", 1, 1, "1", ",\"relativeDifference\":0.5")
                .point("noUpdate", 1, 1, "1", ",\"relativeDifference\":1")
                .file(
                        "metrics.jsonl",
                        "{\"metaStep\":10,\"imitationLoss\":0.5,\"learningRate\":0.1,\"modelLossFirst\":3,\"modelLossLast\":2}\n")
                .trial();
        assertThat(told(Chart.RELATIVE_DIFFERENCE, trial))
                .endsWith(
                        "Closed loop (imitator drives): 0.2500 at step 1.",
                        "Open loop (teacher drives): 0.5000 at step 1.");
        assertThat(told(Chart.BIAS, trial)).contains("Closed loop (imitator drives): -1.000e-5 at step 1.");
        assertThat(told(Chart.MODEL_LOSS, trial))
                .endsWith("First: 3.000 at meta-step 10.", "Last: 2.000 at meta-step 10.");
        assertThat(told(Chart.LEARNING_RATE, trial))
                .endsWith("Learning rate of the meta-optimizer: 0.1000 at meta-step 10.");
        assertThat(told(Chart.IMITATION_LOSS, trial)).endsWith("Imitation loss: 0.5000 at meta-step 10.");
    }

    /** The second trial has other steps, so its curve is another, though it begins with the same values. */
    @Test
    void ofAllTrialsEachImitatorAndEachTeacherIsTold() {
        Trial first = run().point("imitator", 1, 2, "3,1", "")
                .point("teacher", 1, 2, "2,1", "")
                .trial();
        Trial again =
                new Evaluated(folder, "b").point("imitator", 1, 2, "3,1", "").trial();
        Trial longer = new Evaluated(folder, "c")
                .point("imitator", 1, 3, "3,1,null", "")
                .trial();
        assertThat(told(Chart.ALL, first, again, longer))
                .containsExactly(
                        "In words: All imitators",
                        "Curves of training-mode loss (nats) by step.",
                        "a/seed-1: from 3.000 at step 1 to 1.000 at step 2; lowest 1.000 at step 2, highest 3.000 at step 1.",
                        "Teacher of a/seed-1: from 2.000 at step 1 to 1.000 at step 2; lowest 1.000 at step 2, highest 2.000 at step 1.",
                        "b/seed-1: the same curve as a/seed-1.",
                        "c/seed-1: from 3.000 at step 1 to 1.000 at step 2, at its end; lowest 1.000 at step 2, highest 3.000 at step 1.");
    }

    /** Of equal values the first one. */
    @Test
    void theLowestAndTheHighestAreWhereTheyComeFirst() {
        assertThat(told(Chart.LOSS, run().point("imitator", 1, 4, "2,1,1,2", "").trial()))
                .endsWith(
                        "Imitator: from 2.000 at step 1 to 2.000 at step 4; lowest 1.000 at step 2, highest 2.000 at step 1.");
    }

    @Test
    void theSameValuesAtOtherStepsAreAnotherCurve() {
        ArrayNode values = JsonNodeFactory.instance.arrayNode().add(1);
        Chart.Line first =
                new Chart.Line("a", "A", JsonNodeFactory.instance.arrayNode().add(1), values);
        Chart.Line other =
                new Chart.Line("b", "B", JsonNodeFactory.instance.arrayNode().add(2), values);
        Chart.Line again = new Chart.Line("c", "C", first.along(), values.deepCopy());
        Chart.View view = new Chart.View("", List.of(first, other, again));
        assertThat(view.sameBefore(other)).isEmpty();
        assertThat(view.sameBefore(again)).contains(first);
    }

    /** For the script, and as the head of a CSV. */
    @Test
    void aChartSaysWhatItDraws() {
        Trial trial = run().trial();
        assertThat(ChartInWords.chart(
                        Chart.MEAN_THETA, 2, ChartData.of(List.of(trial)).get(0)))
                .contains(
                        "aria-label=\"Mean size of the weights |θ|\" data-trial=\"2\" data-chart=\"meanTheta\" data-along=\"step\""
                                + " data-quantity=\"mean |θ|\" data-column=\"mean |theta|\">");
    }
}
