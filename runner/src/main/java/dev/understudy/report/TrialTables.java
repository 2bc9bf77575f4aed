package dev.understudy.report;

import static dev.understudy.report.Html.number;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes the tables of one trial, as HTML. */
final class TrialTables {
    private TrialTables() {}

    /** The results at the end of all kinds of rollouts; empty without an evaluation. */
    static String outcome(Trial trial) {
        return outcome(trial, "");
    }

    /** @param when text for the caption; empty for the end */
    private static String outcome(Trial trial, String when) {
        StringBuilder rows = new StringBuilder();
        for (RolloutKind rollout : RolloutKind.values()) {
            if (trial.resultsOf(rollout).isEmpty()) {
                continue;
            }
            MeanWithError ln = trial.signed() ? trial.difference(rollout) : trial.logRatio(rollout);
            boolean teacher = rollout == RolloutKind.TEACHER;
            rows.append(row(
                    rollout,
                    title(rollout) + survivors(trial, rollout),
                    "<strong>" + number(trial.mean(rollout, Result::meanLoss)) + "</strong>",
                    trial.signed() || !teacher && !ln.known() ? number(Double.NaN) : teacher ? "1" : Numbers.ratio(ln),
                    teacher ? "0" : number(ln),
                    number(trial.mean(rollout, result -> mean(result.pointLosses()))),
                    number(trial.mean(rollout, Result::testLoss)),
                    number(trial.mean(rollout, Result::testAccuracy).times(100)), // the column's head has the unit
                    number(trial.mean(rollout, Result::trainingLoss)),
                    firstBad(trial, rollout)));
        }
        return rows.isEmpty()
                ? ""
                : Html.table(
                                "",
                                "How well it trains" + when
                                        + ": mean over seeds ± standard error; the ratio is a geometric mean",
                                List.of(
                                        "Rollout",
                                        "Test loss,<br>mean θ",
                                        "Ratio to<br>teacher",
                                        trial.signed() ? "Difference<br>to teacher" : "ln ratio",
                                        "Test loss,<br>five points",
                                        "Test loss,<br>θ at the end",
                                        "Test accuracy,<br>%",
                                        "Training<br>loss",
                                        "First<br>bad step"),
                                rows)
                        + "\n";
    }

    /** The sentences below that table; empty if nothing is known. */
    static String driving(Trial trial) {
        return trial.driving().stream()
                .map(sentence -> "<p class=\"caption\">" + Html.text(sentence) + "</p>\n")
                .collect(Collectors.joining());
    }

    /** The agreement of predicted and teacher's updates; empty if unknown. */
    static String agreement(Trial trial) {
        return agreement(trial, "");
    }

    private static String agreement(Trial trial, String when) {
        StringBuilder rows = new StringBuilder();
        for (RolloutKind rollout : List.of(RolloutKind.TEACHER, RolloutKind.IMITATOR)) {
            if (trial.mean(rollout, Result::relativeError).known()) {
                String path = rollout == RolloutKind.TEACHER
                        ? "Open loop: the teacher drives"
                        : "Closed loop: the imitator drives";
                rows.append(row(
                        rollout,
                        path + survivors(trial, rollout),
                        "<strong>" + number(trial.mean(rollout, Result::relativeError)) + "</strong>",
                        number(trial.mean(rollout, Result::cosine)),
                        number(trial.mean(rollout, Result::bias)),
                        number(trial.max(rollout, Result::maxCell))));
            }
        }
        return rows.isEmpty()
                ? ""
                : Html.table(
                                "",
                                "How closely it follows" + when
                                        + ": predicted update Δ̂ against the teacher's u, over all steps",
                                List.of(
                                        "Path",
                                        "Relative error<br>‖Δ̂ − u‖ / ‖u‖",
                                        "Cosine",
                                        "Bias,<br>of mean |u|",
                                        "Largest<br>cell |c|"),
                                rows)
                        + "\n";
    }

    /** The comparison with the tuned teacher; empty if the evaluation has none. */
    static String against(Trial trial) {
        return AgainstTuned.of(trial)
                .map(against -> Html.table(
                                "",
                                "Against the tuned teacher",
                                List.of(
                                        "Rollout",
                                        "Training loss,<br>last tenth",
                                        "Test loss,<br>θ at the end",
                                        "Steps to<br>the best",
                                        "Steps to<br>the best constant",
                                        "Survived,<br>seeds"),
                                rows(against))
                        + "\n<p class=\"caption\">" + Html.text(against.legend()) + "</p>\n")
                .orElse("");
    }

    private static String rows(AgainstTuned against) {
        StringBuilder rows = new StringBuilder();
        for (AgainstTuned.Row row : against.rows()) {
            List<String> cells = row.cells();
            rows.append(Html.row(
                    row.key(),
                    "<i class=\"key\"></i>" + Html.text(capital(row.name())),
                    number(cells.get(0)),
                    number(cells.get(1)),
                    Html.text(cells.get(2)),
                    Html.text(cells.get(3)),
                    cells.get(4)));
        }
        return rows.toString();
    }

    static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    static String perSeed(Trial trial) {
        return perSeed(trial, " at the end");
    }

    private static String perSeed(Trial trial, String when) {
        StringBuilder rows = new StringBuilder();
        for (RolloutKind rollout : RolloutKind.values()) {
            for (Result end : trial.resultsOf(rollout)) {
                rows.append(row(
                        rollout,
                        title(rollout),
                        String.valueOf(end.seed()),
                        Numbers.count(end.step()),
                        number(end.meanLoss()),
                        number(100 * end.meanAccuracy()),
                        number(mean(end.pointLosses())),
                        number(100 * mean(end.pointAccuracies())),
                        number(end.testLoss()),
                        number(100 * end.testAccuracy()),
                        number(end.trainingLoss()),
                        number(end.relativeError()),
                        number(end.cosine()),
                        number(end.bias()),
                        number(end.maxCell()),
                        number(end.meanTheta()),
                        number(end.seconds()),
                        end.diverged() ? Numbers.count(end.firstBadStep()) : "none"));
            }
        }
        return rows.isEmpty()
                ? ""
                : "<details><summary>Every seed</summary>"
                        + Html.table(
                                "small",
                                "Every rollout" + when,
                                List.of(
                                        "Rollout",
                                        "Seed",
                                        "Steps",
                                        "Loss,<br>mean θ",
                                        "Accuracy<br>mean θ, %",
                                        "Loss,<br>5 points",
                                        "Accuracy<br>5 points, %",
                                        "Loss,<br>end",
                                        "Accuracy<br>end, %",
                                        "Training<br>loss",
                                        "Relative<br>error",
                                        "Cosine",
                                        "Bias",
                                        "Max |c|",
                                        "Mean |θ|",
                                        "Seconds",
                                        "First<br>bad step"),
                                rows)
                        + "</details>\n";
    }

    /** A row in the colour of the curves of this kind of rollout. */
    private static String row(RolloutKind rollout, String name, String... cells) {
        return Html.row(rollout.key(), "<i class=\"key\"></i>" + name, cells);
    }

    /** The two tables of the end for each earlier horizon; empty without horizons. */
    static String horizons(Trial trial) {
        StringBuilder html = new StringBuilder();
        for (int horizon : trial.horizons()) {
            Trial then = trial.at(horizon);
            String after = "fter " + Numbers.count(horizon) + (horizon == 1 ? " step" : " steps");
            html.append("<details><summary>A")
                    .append(after)
                    .append("</summary>")
                    .append(outcome(then, " a" + after))
                    .append(agreement(then, " a" + after))
                    .append(perSeed(then, " a" + after))
                    .append("</details>\n");
        }
        return html.toString();
    }

    static String title(RolloutKind rollout) {
        return switch (rollout) {
            case IMITATOR -> "Imitator";
            case TEACHER -> "Teacher";
            case FLOOR -> "Floor: teacher × 1.0001";
            case NO_UPDATE -> "No update";
        };
    }

    /** Test loss or accuracy, mean over a rollout's five points. */
    private static double mean(List<Double> points) {
        return points.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** The number of seeds without divergence, over which the means of the row are taken. */
    private static String survivors(Trial trial, RolloutKind rollout) {
        long well = trial.resultsOf(rollout).stream()
                .filter(result -> !result.diverged())
                .count();
        int seeds = trial.resultsOf(rollout).size();
        return well == seeds ? "" : "<br><span class=\"error under\">" + well + " of " + seeds + " seeds</span>";
    }

    private static String firstBad(Trial trial, RolloutKind rollout) {
        return trial.firstDiverged(rollout)
                .map(bad ->
                        Numbers.count(bad.firstBadStep()) + "<br><span class=\"error\">seed " + bad.seed() + "</span>")
                .orElse("none");
    }
}
