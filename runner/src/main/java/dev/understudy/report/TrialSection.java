package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The section of one trial in the page: summary, key figures, charts, tables, provenance. A figure without data is
 * omitted.
 *
 * @param index among the trials of the page
 * @param alone whether it is the page's only trial, whose name is the page's title
 * @param data the trial's JSON from {@link ChartData}
 */
record TrialSection(Trial trial, int index, boolean alone, JsonNode data) {
    String html() {
        Summary summary = Summary.of(trial);
        StringBuilder details = new StringBuilder();
        summary.details()
                .forEach(detail ->
                        details.append("<p>").append(Html.text(detail)).append("</p>"));
        String heading = alone ? "" : "<h2 id=\"trial-" + index + "\">" + Html.text(trial.label()) + "</h2>";
        String tables = TrialTables.outcome(trial)
                + TrialTables.driving(trial)
                + TrialTables.against(trial)
                + TrialTables.agreement(trial)
                + TrialTables.perSeed(trial)
                + TrialTables.horizons(trial)
                + StatisticsTables.ofEnd(trial);
        return """
            <section class="trial"%s>
            %s
            <div class="verdict %s"><span class="badge">%s</span>%s<p class="sentence">%s</p>%s</div>
            %s%s%s%s%s%s%s
            </section>
            """.formatted(
                        alone ? "" : " aria-labelledby=\"trial-" + index + "\"",
                        heading,
                        summary.tone(),
                        Html.text(summary.badge()),
                        summary.judged() ? "<span class=\"state\">run: " + Html.text(summary.state()) + "</span>" : "",
                        Html.text(summary.sentence()),
                        details,
                        tiles(),
                        losses(),
                        against(),
                        part("tried", "Setup", RunDescription.ofConfig(trial)),
                        part("numbers", "In numbers", tables),
                        others(),
                        part("provenance", "How it was run", RunDescription.ofProvenance(trial)));
    }

    private String tiles() {
        MeanWithError ratio = trial.logRatio(RolloutKind.IMITATOR);
        MeanWithError floor = trial.logRatio(RolloutKind.FLOOR);
        MeanWithError mine = trial.mean(RolloutKind.IMITATOR, Result::testAccuracy);
        MeanWithError teachers = trial.mean(RolloutKind.TEACHER, Result::testAccuracy);
        MeanWithError open = trial.mean(RolloutKind.TEACHER, Result::relativeError);
        MeanWithError closed = trial.mean(RolloutKind.IMITATOR, Result::relativeError);
        MeanWithError difference = trial.difference(RolloutKind.IMITATOR);
        String tiles = (trial.signed()
                        ? tile(
                                "Test loss difference",
                                difference.known() ? Numbers.show(difference.mean(), 3) : "",
                                "to the teacher; losses here can be 0 or below, so no ratio")
                        : tile(
                                "Test loss ratio",
                                ratio.known() ? Numbers.ratio(ratio) : "",
                                floor.known()
                                        ? "to the teacher; noise floor " + Numbers.ratio(floor)
                                        : "to the teacher; 1 is perfect"))
                + tile(
                        "Test accuracy",
                        mine.known() ? Numbers.percent(mine.mean()) : "",
                        teachers.known() ? "teacher " + Numbers.percent(teachers.mean()) : "")
                + tile(
                        "Open-loop error",
                        open.known() ? Numbers.show(open.mean(), 3) : "",
                        "‖Δ̂ − u‖ / ‖u‖, teacher drives")
                + tile(
                        "Closed-loop error",
                        closed.known() ? Numbers.show(closed.mean(), 3) : "",
                        "‖Δ̂ − u‖ / ‖u‖, imitator drives");
        return tiles.isEmpty() ? "" : "<div class=\"tiles\">" + tiles + "</div>\n";
    }

    private static String tile(String name, String value, String below) {
        return value.isEmpty()
                ? ""
                : "<div class=\"tile\"><span class=\"name\">%s</span><span class=\"value\">%s</span><span class=\"below\">%s</span></div>"
                        .formatted(name, Html.number(value), below);
    }

    /** The chart of losses, which readers look at first, so it precedes the tables. */
    private String losses() {
        return trial.curves().isEmpty()
                ? ""
                : figure(
                        "losses",
                        "Figure 1. Model loss per step",
                        """
                Training-mode loss on each batch: points, thinned, with a Savitzky–Golay curve (window 31, order 2). The dashed line marks
                the %s, the number of steps that the imitator was trained on.""".formatted(trial.evolved() ? "longest episode" : "unroll"),
                        Chart.LOSS);
    }

    private String against() {
        return AgainstTuned.of(trial).isEmpty()
                ? ""
                : figure("against", "Against the tuned teacher", """
                Training-mode loss, mean over seeds and over the steps between two points. A curve ends when the first seed diverges. The learning rate and the
                schedule of the tuned teachers are the best of a grid, on other seeds than those of the evaluation.""", Chart.AGAINST);
    }

    private String others() {
        StringBuilder html = new StringBuilder();
        if (!trial.curves().isEmpty()) {
            html.append(figure("test-set", "Figure 2. On the test set", """
                Evaluation mode, on the evaluation batch of test images; mean over seeds, band from lowest to highest.
                A curve ends when the first seed diverges.""", Chart.TEST_LOSS, Chart.TEST_ACCURACY));
            html.append(figure(
                    "agreement",
                    "Figure 3. Agreement of the updates",
                    """
                Above: difference between the imitator’s update and the teacher’s, relative to the teacher’s, in each rollout.
                Below: the mean signed error in units of the mean |u|, the imitator’s cell states and the size of the weights, which must not drift.""",
                    Chart.RELATIVE_DIFFERENCE,
                    Chart.BIAS,
                    Chart.MAX_CELL,
                    Chart.MEAN_THETA));
        }
        if (!trial.files().metrics().isEmpty()) {
            html.append(figure(
                    "meta-training",
                    (trial.curves().isEmpty() ? "Figure 1" : "Figure 4") + ". Meta-training",
                    "Mean over the meta-steps between two log lines.",
                    trainingCharts()));
            html.append(StatisticsTables.ofTraining(trial));
        }
        return html.toString();
    }

    /** The charts of the training: the losses that it had, the model loss and the learning rate. */
    private Chart[] trainingCharts() {
        List<Chart> charts = new ArrayList<>();
        if (trial.imitates()) {
            charts.add(Chart.IMITATION_LOSS);
        }
        if (trial.learnsFromTasks()) {
            charts.add(Chart.TASK_LOSS);
        }
        if (trial.validated()) {
            charts.add(Chart.VALIDATION);
        }
        charts.addAll(List.of(Chart.MODEL_LOSS, Chart.LEARNING_RATE));
        return charts.toArray(Chart[]::new);
    }

    /** A part with a heading; empty without content. */
    private String part(String id, String title, String content) {
        return content.isEmpty() ? "" : heading(id, title) + "\n" + content;
    }

    private String figure(String id, String title, String caption, Chart... charts) {
        StringBuilder places = new StringBuilder();
        for (Chart chart : charts) {
            places.append(ChartInWords.chart(chart, index, data));
        }
        return """
            <figure>%s<p class="caption">%s</p><div class="charts">%s</div></figure>
            """.formatted(heading(id, title), caption, places);
    }

    private String heading(String id, String title) {
        return Html.heading(alone ? 2 : 3, "trial-" + index + "-" + id, title);
    }
}
