package dev.understudy.report;

import static dev.understudy.report.Html.cell;
import static dev.understudy.report.Html.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The tables of one trial, as HTML. */
final class TrialTables {
    private static final String[] STATISTICS = {"min", "max", "mean", "variance", "skewness", "kurtosis"};

    private TrialTables() {}

    /** Who ended where; empty when nothing has been evaluated. */
    static String outcome(Trial trial) {
        if (trial.endings().isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (Driver driver : Driver.values()) {
            if (trial.endingsOf(driver).isEmpty()) {
                continue;
            }
            Estimate ln = trial.signed() ? trial.difference(driver) : trial.logRatio(driver);
            boolean teacher = driver == Driver.TEACHER;
            rows.append("<tr class=\"")
                    .append(driver.key())
                    .append("\"><th scope=\"row\"><i class=\"key\"></i>")
                    .append(driver.title())
                    .append(survivors(trial, driver))
                    .append("</th>")
                    .append(cell("<strong>" + number(trial.mean(driver, Ending::meanLoss)) + "</strong>"))
                    .append(cell(
                            trial.signed() || !teacher && !ln.known()
                                    ? number(Double.NaN)
                                    : teacher ? "1" : Verdict.ratio(ln)))
                    .append(cell(teacher ? "0" : number(ln)))
                    .append(cell(number(trial.mean(driver, Ending::testLoss))))
                    .append(cell(percent(trial.mean(driver, Ending::testAccuracy))))
                    .append(cell(number(trial.mean(driver, Ending::trainingLoss))))
                    .append(cell(firstBad(trial, driver)))
                    .append("</tr>\n");
        }
        return """
            <div class="table"><table><caption>How well it trains: mean over seeds ± standard error; the ratio is a geometric mean</caption>%s<tbody>
            %s</tbody></table></div>
            """.formatted(
                        Html.head(
                                "Who drives",
                                "Test loss,<br>mean θ",
                                "Ratio to<br>teacher",
                                trial.signed() ? "Difference<br>to teacher" : "ln ratio",
                                "Test loss,<br>θ at the end",
                                "Test accuracy,<br>%",
                                "Training<br>loss",
                                "First<br>bad step"),
                        rows);
    }

    /** How close predicted and teacher's updates were; empty when that is not known. */
    static String agreement(Trial trial) {
        StringBuilder rows = new StringBuilder();
        for (Driver driver : List.of(Driver.TEACHER, Driver.IMITATOR)) {
            if (trial.mean(driver, Ending::relativeError).known()) {
                rows.append("<tr class=\"")
                        .append(driver.key())
                        .append("\"><th scope=\"row\"><i class=\"key\"></i>")
                        .append(
                                driver == Driver.TEACHER
                                        ? "Open loop: the teacher drives"
                                        : "Closed loop: the imitator drives")
                        .append(survivors(trial, driver))
                        .append("</th>")
                        .append(cell("<strong>" + number(trial.mean(driver, Ending::relativeError)) + "</strong>"))
                        .append(cell(number(trial.mean(driver, Ending::cosine))))
                        .append(cell(number(trial.mean(driver, Ending::bias))))
                        .append(cell(number(trial.max(driver, Ending::maxCell))))
                        .append("</tr>\n");
            }
        }
        return rows.isEmpty()
                ? ""
                : """
            <div class="table"><table><caption>How closely it follows: predicted update Δ̂ against the teacher's u, over all steps</caption>%s<tbody>
            %s</tbody></table></div>
            """.formatted(
                                Html.head(
                                        "Path",
                                        "Relative error<br>‖Δ̂ − u‖ / ‖u‖",
                                        "Cosine",
                                        "Bias,<br>of mean |u|",
                                        "Largest<br>cell |c|"),
                                rows);
    }

    static String perSeed(Trial trial) {
        StringBuilder rows = new StringBuilder();
        for (Driver driver : Driver.values()) {
            for (Ending end : trial.endingsOf(driver)) {
                rows.append("<tr class=\"")
                        .append(driver.key())
                        .append("\"><th scope=\"row\"><i class=\"key\"></i>")
                        .append(driver.title())
                        .append("</th>");
                rows.append(cell(String.valueOf(end.seed()))).append(cell(Numbers.count(end.steps())));
                for (double value : new double[] {
                    end.meanLoss(),
                    100 * end.meanAccuracy(),
                    end.testLoss(),
                    100 * end.testAccuracy(),
                    end.trainingLoss(),
                    end.relativeError(),
                    end.cosine(),
                    end.bias(),
                    end.maxCell(),
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
            <details><summary>Every seed</summary><div class="table"><table class="small">%s<tbody>
            %s</tbody></table></div></details>
            """.formatted(
                                Html.head(
                                        "Who drives",
                                        "Seed",
                                        "Steps",
                                        "Loss,<br>mean θ",
                                        "Accuracy<br>mean θ, %",
                                        "Loss,<br>end",
                                        "Accuracy<br>end, %",
                                        "Training<br>loss",
                                        "Relative<br>error",
                                        "Cosine",
                                        "Bias",
                                        "Max |c|",
                                        "Seconds",
                                        "First<br>bad step"),
                                rows);
    }

    /** The source's diagnostics at the first and the last meta-step that has them; empty when none has. */
    static String diagnostics(Trial trial) {
        List<JsonNode> with = trial.files().metrics().stream()
                .filter(line -> line.path("diagnostics").isObject())
                .toList();
        if (with.isEmpty()) {
            return "";
        }
        String[][] quantities = {
            {"relativeError", "|Relative error|"},
            {"gradients", "Gradients"},
            {"teacherUpdates", "Teacher’s updates u"},
            {"predictedUpdates", "Predicted updates Δ̂"}
        };
        StringBuilder rows = new StringBuilder();
        for (String[] quantity : quantities) {
            for (JsonNode line : with.size() == 1 ? with : List.of(with.get(0), with.get(with.size() - 1))) {
                rows.append("<tr><th scope=\"row\">")
                        .append(quantity[1])
                        .append("</th>")
                        .append(cell(Numbers.count(line.path("metaStep").asLong())));
                for (String statistic : STATISTICS) {
                    rows.append(cell(number(Numbers.show(
                            RunFiles.number(
                                    line.path("diagnostics").path(quantity[0]).path(statistic)),
                            3))));
                }
                rows.append("</tr>\n");
            }
        }
        return """
            <div class="table"><table class="small pairs"><caption>Diagnostics, first and last</caption>%s<tbody>
            %s</tbody></table></div>
            """.formatted(
                Html.head("Quantity", "Meta-step", "Min", "Max", "Mean", "Variance", "Skewness", "Kurtosis"), rows);
    }

    /** Without the sign: the column's head has it. */
    private static String percent(Estimate share) {
        return number(share.times(100));
    }

    /** Diverged seeds have no part in the means of the row; it says so. */
    private static String survivors(Trial trial, Driver driver) {
        long well = trial.endingsOf(driver).stream()
                .filter(ending -> !ending.diverged())
                .count();
        int seeds = trial.endingsOf(driver).size();
        return well == seeds ? "" : "<br><span class=\"error under\">" + well + " of " + seeds + " seeds</span>";
    }

    private static String firstBad(Trial trial, Driver driver) {
        return trial.firstDiverged(driver)
                .map(bad ->
                        Numbers.count(bad.firstBadStep()) + "<br><span class=\"error\">seed " + bad.seed() + "</span>")
                .orElse("none");
    }
}
