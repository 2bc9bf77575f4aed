package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The figures of one trial, as HTML: headings, captions and a place for each chart. A figure without data is not offered.
 *
 * @param data what {@link ChartData} has for the trial
 * @param level of the headings: 2 on a page of one trial, 3 where the trial's own name is a heading
 */
record Figures(Trial trial, int index, JsonNode data, int level) {
    /** What one looks at first, so it stands before the tables. */
    String losses() {
        return trial.curves().isEmpty() ? "" : figure("losses", "Figure 1. Model loss per step", """
                Training-mode loss on each batch: points, thinned, with a Savitzky–Golay curve (window 31, order 2). The dashed line marks
                the unroll, the number of steps that the imitator was trained on.""", Chart.LOSS);
    }

    String others() {
        StringBuilder html = new StringBuilder();
        if (!trial.curves().isEmpty()) {
            html.append(figure("test-set", "Figure 2. On the test set", """
                Evaluation mode, on the evaluation batch of test images; mean over seeds, band from lowest to highest.
                A curve ends where the first seed diverged.""", Chart.TEST_LOSS, Chart.TEST_ACCURACY));
            html.append(figure(
                    "agreement",
                    "Figure 3. Agreement of the updates",
                    """
                Above: difference between the imitator’s update and the teacher’s, relative to the teacher’s, on the path of whoever drives.
                Below: the mean signed error in units of the mean |u|, the imitator’s memory and the size of the weights, which must not drift.""",
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
                    Chart.IMITATION_LOSS,
                    Chart.MODEL_LOSS,
                    Chart.LEARNING_RATE));
            html.append(StatisticsTables.ofTraining(trial));
        }
        return html.toString();
    }

    /** What stands under a heading of its own; nothing where there is no content. */
    String part(String id, String title, String content) {
        return content.isEmpty() ? "" : heading(id, title) + "\n" + content;
    }

    private String figure(String id, String title, String caption, Chart... charts) {
        StringBuilder places = new StringBuilder();
        for (Chart chart : charts) {
            places.append(Told.chart(chart, index, data));
        }
        return """
            <figure>%s<p class="caption">%s</p><div class="charts">%s</div></figure>
            """.formatted(heading(id, title), caption, places);
    }

    private String heading(String id, String title) {
        return Html.heading(level, "trial-" + index + "-" + id, title);
    }
}
