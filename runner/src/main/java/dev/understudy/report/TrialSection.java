package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.LoopKind;

/** One trial of the page: verdict, key figures, tables, figures, provenance. */
final class TrialSection {
    private TrialSection() {}

    /** @param figures its own */
    static String of(Trial trial, int index, boolean alone, Figures figures) {
        Verdict verdict = Verdict.of(trial);
        StringBuilder details = new StringBuilder();
        verdict.details()
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
                        verdict.tone(),
                        Html.text(verdict.badge()),
                        verdict.judged() ? "<span class=\"state\">run: " + Html.text(verdict.state()) + "</span>" : "",
                        Html.text(verdict.sentence()),
                        details,
                        tiles(trial),
                        figures.losses(),
                        figures.part("tried", "What was tried", Facts.summary(trial)),
                        figures.part("numbers", "In numbers", tables),
                        figures.others(),
                        figures.part("provenance", "How it was run", Facts.provenance(trial)));
    }

    private static String tiles(Trial trial) {
        Estimate ratio = trial.logRatio(LoopKind.IMITATOR);
        Estimate floor = trial.logRatio(LoopKind.FLOOR);
        Estimate mine = trial.mean(LoopKind.IMITATOR, Result::testAccuracy);
        Estimate teachers = trial.mean(LoopKind.TEACHER, Result::testAccuracy);
        Estimate open = trial.mean(LoopKind.TEACHER, Result::relativeError);
        Estimate closed = trial.mean(LoopKind.IMITATOR, Result::relativeError);
        Estimate difference = trial.difference(LoopKind.IMITATOR);
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
}
