package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.WhoDrives;

/** One trial of the page: verdict, key figures, tables, figures, provenance. */
final class TrialSection {
    private TrialSection() {}

    static String of(Trial trial, int index, boolean alone) {
        Verdict verdict = Verdict.of(trial);
        StringBuilder details = new StringBuilder();
        verdict.details()
                .forEach(detail ->
                        details.append("<p>").append(Html.text(detail)).append("</p>"));
        String heading = alone ? "" : "<h2>" + Html.text(trial.label()) + "</h2>";
        return """
            <section class="trial" id="trial-%d">
            %s
            <div class="verdict %s"><span class="badge">%s</span>%s<p class="sentence">%s</p>%s</div>
            %s%s%s%s%s%s%s%s%s%s
            </section>
            """.formatted(
                        index,
                        heading,
                        verdict.tone(),
                        Html.text(verdict.badge()),
                        verdict.judged() ? "<span class=\"state\">run: " + Html.text(verdict.state()) + "</span>" : "",
                        Html.text(verdict.sentence()),
                        details,
                        tiles(trial),
                        losses(trial, index),
                        Facts.summary(trial),
                        TrialTables.outcome(trial),
                        TrialTables.agreement(trial),
                        TrialTables.perSeed(trial),
                        TrialTables.horizons(trial),
                        StatisticsTables.ofEnd(trial),
                        figures(trial, index),
                        Facts.provenance(trial));
    }

    private static String tiles(Trial trial) {
        Estimate ratio = trial.logRatio(WhoDrives.IMITATOR);
        Estimate floor = trial.logRatio(WhoDrives.FLOOR);
        Estimate mine = trial.mean(WhoDrives.IMITATOR, Result::testAccuracy);
        Estimate teachers = trial.mean(WhoDrives.TEACHER, Result::testAccuracy);
        Estimate open = trial.mean(WhoDrives.TEACHER, Result::relativeError);
        Estimate closed = trial.mean(WhoDrives.IMITATOR, Result::relativeError);
        Estimate difference = trial.difference(WhoDrives.IMITATOR);
        String tiles = (trial.signed()
                        ? tile(
                                "Test loss difference",
                                difference.known() ? Numbers.show(difference.mean(), 3) : "",
                                "to the teacher; losses here can be 0 or below, so no ratio")
                        : tile(
                                "Test loss ratio",
                                ratio.known() ? Verdict.ratio(ratio) : "",
                                floor.known()
                                        ? "to the teacher; noise floor " + Verdict.ratio(floor)
                                        : "to the teacher; 1 is perfect"))
                + tile(
                        "Test accuracy",
                        mine.known() ? Verdict.percent(mine.mean()) : "",
                        teachers.known() ? "teacher " + Verdict.percent(teachers.mean()) : "")
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

    /** What one looks at first, so it stands before the tables. A figure is a place that the script fills; without data it is not offered. */
    private static String losses(Trial trial, int index) {
        return trial.curves().isEmpty() ? "" : figure(index, "Figure 1. Model loss per step", """
                Training-mode loss on each batch: points, thinned, with a Savitzky–Golay curve (window 31, order 2). The dashed line marks
                the unroll, the number of steps that the imitator was trained on. Drag to enlarge, double-click to return.""", "loss");
    }

    private static String figures(Trial trial, int index) {
        StringBuilder html = new StringBuilder();
        if (!trial.curves().isEmpty()) {
            html.append(figure(index, "Figure 2. On the test set", """
                Evaluation mode, on the evaluation batch of test images; mean over seeds, band from lowest to highest.
                A curve ends where the first seed diverged.""", "testLoss", "testAccuracy"));
            html.append(figure(
                    index,
                    "Figure 3. Agreement of the updates",
                    """
                Above: difference between the imitator’s update and the teacher’s, relative to the teacher’s, on the path of whoever drives.
                Below: the mean signed error in units of the mean |u|, the imitator’s memory and the size of the weights, which must not drift.""",
                    "relativeDifference",
                    "bias",
                    "maxCell",
                    "meanTheta"));
        }
        if (!trial.files().metrics().isEmpty()) {
            html.append(figure(
                    index,
                    (trial.curves().isEmpty() ? "Figure 1" : "Figure 4") + ". Meta-training",
                    "Mean over the meta-steps between two log lines.",
                    "imitationLoss",
                    "modelLoss",
                    "learningRate"));
            html.append(StatisticsTables.ofTraining(trial));
        }
        return html.toString();
    }

    private static String figure(int index, String title, String caption, String... charts) {
        StringBuilder places = new StringBuilder();
        for (String chart : charts) {
            places.append("<div class=\"chart\" data-trial=\"")
                    .append(index)
                    .append("\" data-chart=\"")
                    .append(chart)
                    .append("\"></div>");
        }
        return """
            <figure><h3>%s</h3><p class="caption">%s</p><div class="charts">%s</div></figure>
            """.formatted(title, caption, places);
    }
}
