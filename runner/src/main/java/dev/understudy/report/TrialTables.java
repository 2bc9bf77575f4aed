package dev.understudy.report;

import static dev.understudy.report.Html.cell;
import static dev.understudy.report.Html.number;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.WhoDrives;
import java.util.List;

/** The tables of one trial, as HTML. */
final class TrialTables {
    private TrialTables() {}

    /** Who ended where; empty when nothing has been evaluated. */
    static String outcome(Trial trial) {
        return outcome(trial, "");
    }

    /** @param when said in the caption where it is not the end */
    private static String outcome(Trial trial, String when) {
        if (trial.results().isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (WhoDrives driver : WhoDrives.values()) {
            if (trial.resultsOf(driver).isEmpty()) {
                continue;
            }
            MeanWithError ln = trial.signed() ? trial.difference(driver) : trial.logRatio(driver);
            boolean teacher = driver == WhoDrives.TEACHER;
            rows.append("<tr class=\"")
                    .append(driver.key())
                    .append("\"><th scope=\"row\"><i class=\"key\"></i>")
                    .append(title(driver))
                    .append(survivors(trial, driver))
                    .append("</th>")
                    .append(cell("<strong>" + number(trial.mean(driver, Result::meanLoss)) + "</strong>"))
                    .append(cell(
                            trial.signed() || !teacher && !ln.known()
                                    ? number(Double.NaN)
                                    : teacher ? "1" : Numbers.ratio(ln)))
                    .append(cell(teacher ? "0" : number(ln)))
                    .append(cell(number(trial.mean(driver, result -> mean(result.pointLosses())))))
                    .append(cell(number(trial.mean(driver, Result::testLoss))))
                    .append(cell(percent(trial.mean(driver, Result::testAccuracy))))
                    .append(cell(number(trial.mean(driver, Result::trainingLoss))))
                    .append(cell(firstBad(trial, driver)))
                    .append("</tr>\n");
        }
        return """
            <div class="table"><table><caption>How well it trains%s: mean over seeds ± standard error; the ratio is a geometric mean</caption>%s<tbody>
            %s</tbody></table></div>
            """.formatted(
                        when,
                        Html.head(
                                "Who drives",
                                "Test loss,<br>mean θ",
                                "Ratio to<br>teacher",
                                trial.signed() ? "Difference<br>to teacher" : "ln ratio",
                                "Test loss,<br>five points",
                                "Test loss,<br>θ at the end",
                                "Test accuracy,<br>%",
                                "Training<br>loss",
                                "First<br>bad step"),
                        rows);
    }

    /** How close predicted and teacher's updates were; empty when that is not known. */
    static String agreement(Trial trial) {
        return agreement(trial, "");
    }

    private static String agreement(Trial trial, String when) {
        StringBuilder rows = new StringBuilder();
        for (WhoDrives driver : List.of(WhoDrives.TEACHER, WhoDrives.IMITATOR)) {
            if (trial.mean(driver, Result::relativeError).known()) {
                rows.append("<tr class=\"")
                        .append(driver.key())
                        .append("\"><th scope=\"row\"><i class=\"key\"></i>")
                        .append(
                                driver == WhoDrives.TEACHER
                                        ? "Open loop: the teacher drives"
                                        : "Closed loop: the imitator drives")
                        .append(survivors(trial, driver))
                        .append("</th>")
                        .append(cell("<strong>" + number(trial.mean(driver, Result::relativeError)) + "</strong>"))
                        .append(cell(number(trial.mean(driver, Result::cosine))))
                        .append(cell(number(trial.mean(driver, Result::bias))))
                        .append(cell(number(trial.max(driver, Result::maxCell))))
                        .append("</tr>\n");
            }
        }
        return rows.isEmpty()
                ? ""
                : """
            <div class="table"><table><caption>How closely it follows%s: predicted update Δ̂ against the teacher's u, over all steps</caption>%s<tbody>
            %s</tbody></table></div>
            """.formatted(
                                when,
                                Html.head(
                                        "Path",
                                        "Relative error<br>‖Δ̂ − u‖ / ‖u‖",
                                        "Cosine",
                                        "Bias,<br>of mean |u|",
                                        "Largest<br>cell |c|"),
                                rows);
    }

    static String perSeed(Trial trial) {
        return perSeed(trial, " at the end");
    }

    private static String perSeed(Trial trial, String when) {
        StringBuilder rows = new StringBuilder();
        for (WhoDrives driver : WhoDrives.values()) {
            for (Result end : trial.resultsOf(driver)) {
                rows.append("<tr class=\"")
                        .append(driver.key())
                        .append("\"><th scope=\"row\"><i class=\"key\"></i>")
                        .append(title(driver))
                        .append("</th>");
                rows.append(cell(String.valueOf(end.seed()))).append(cell(Numbers.count(end.step())));
                for (double value : new double[] {
                    end.meanLoss(),
                    100 * end.meanAccuracy(),
                    mean(end.pointLosses()),
                    100 * mean(end.pointAccuracies()),
                    end.testLoss(),
                    100 * end.testAccuracy(),
                    end.trainingLoss(),
                    end.relativeError(),
                    end.cosine(),
                    end.bias(),
                    end.maxCell(),
                    end.meanTheta(),
                    end.seconds()
                }) {
                    rows.append(cell(number(value)));
                }
                rows.append(cell(end.diverged() ? Numbers.count(end.firstBadStep()) : "none"))
                        .append("</tr>\n");
            }
        }
        return rows.isEmpty()
                ? ""
                : """
            <details><summary>Every seed</summary><div class="table"><table class="small"><caption>Every loop%s</caption>%s<tbody>
            %s</tbody></table></div></details>
            """.formatted(
                                when,
                                Html.head(
                                        "Who drives",
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
                                rows);
    }

    /** The two tables of the end for each horizon before it; empty when there is none. */
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

    static String title(WhoDrives driver) {
        return switch (driver) {
            case IMITATOR -> "Imitator";
            case TEACHER -> "Teacher";
            case FLOOR -> "Floor: teacher × 1.0001";
            case NOTHING -> "Nothing (no-op)";
        };
    }

    /** Test loss or accuracy, mean over a loop's five points. */
    private static double mean(List<Double> points) {
        return points.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Without the sign: the column's head has it. */
    private static String percent(MeanWithError share) {
        return number(share.times(100));
    }

    /** Diverged seeds have no part in the means of the row; it says so. */
    private static String survivors(Trial trial, WhoDrives driver) {
        long well = trial.resultsOf(driver).stream()
                .filter(result -> !result.diverged())
                .count();
        int seeds = trial.resultsOf(driver).size();
        return well == seeds ? "" : "<br><span class=\"error under\">" + well + " of " + seeds + " seeds</span>";
    }

    private static String firstBad(Trial trial, WhoDrives driver) {
        return trial.firstDiverged(driver)
                .map(bad ->
                        Numbers.count(bad.firstBadStep()) + "<br><span class=\"error\">seed " + bad.seed() + "</span>")
                .orElse("none");
    }
}
