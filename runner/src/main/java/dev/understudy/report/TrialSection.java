package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.WhoDrives;

/** One trial of the page: verdict, key figures, tables, figures, provenance. */
final class TrialSection {
    private TrialSection() {}

    /** @param figures its own */
    static String of(Trial trial, int index, boolean alone, Figures figures) {
        Summary summary = Summary.of(trial);
        StringBuilder details = new StringBuilder();
        summary.details()
                .forEach(detail ->
                        details.append("<p>").append(Html.text(detail)).append("</p>"));
        String heading = alone ? "" : "<h2 id=\"trial-" + index + "\">" + Html.text(trial.label()) + "</h2>";
        String tables = TrialTables.outcome(trial)
                + TrialTables.agreement(trial)
                + TrialTables.perSeed(trial)
                + TrialTables.horizons(trial)
                + StatisticsTables.ofEnd(trial);
        return """
            <section class="trial"%s>
            %s
            <div class="verdict %s"><span class="badge">%s</span>%s<p class="sentence">%s</p>%s</div>
            %s%s%s%s%s%s
            </section>
            """.formatted(
                        alone ? "" : " aria-labelledby=\"trial-" + index + "\"",
                        heading,
                        summary.tone(),
                        Html.text(summary.badge()),
                        summary.judged() ? "<span class=\"state\">run: " + Html.text(summary.state()) + "</span>" : "",
                        Html.text(summary.sentence()),
                        details,
                        tiles(trial),
                        figures.losses(),
                        figures.part("tried", "What was tried", Facts.summary(trial)),
                        figures.part("numbers", "In numbers", tables),
                        figures.others(),
                        figures.part("provenance", "How it was run", Facts.provenance(trial)));
    }

    private static String tiles(Trial trial) {
        MeanWithError ratio = trial.logRatio(WhoDrives.IMITATOR);
        MeanWithError floor = trial.logRatio(WhoDrives.FLOOR);
        MeanWithError mine = trial.mean(WhoDrives.IMITATOR, Result::testAccuracy);
        MeanWithError teachers = trial.mean(WhoDrives.TEACHER, Result::testAccuracy);
        MeanWithError open = trial.mean(WhoDrives.TEACHER, Result::relativeError);
        MeanWithError closed = trial.mean(WhoDrives.IMITATOR, Result::relativeError);
        MeanWithError difference = trial.difference(WhoDrives.IMITATOR);
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
}
