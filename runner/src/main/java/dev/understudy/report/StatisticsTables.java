package dev.understudy.report;

import static dev.understudy.report.Html.cell;
import static dev.understudy.report.Html.number;

import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.Statistics;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.WhoDrives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The six statistics of what was computed, as tables in HTML: of the training's last unrolls, and of where the loops ended. */
final class StatisticsTables {
    private static final List<ToDoubleFunction<Statistics>> SIX = List.of(
            Statistics::min,
            Statistics::max,
            Statistics::mean,
            Statistics::variance,
            Statistics::skewness,
            Statistics::kurtosis);

    private StatisticsTables() {}

    /** The source's diagnostics at the first and the last meta-step that has them; empty when none has. */
    static String ofTraining(Trial trial) {
        List<MetricsLine> with = trial.files().metrics().stream()
                .filter(line -> line.diagnostics() != null)
                .toList();
        if (with.isEmpty()) {
            return "";
        }
        Map<String, Function<Diagnostics, Statistics>> quantities = new LinkedHashMap<>();
        quantities.put("|Relative error|", Diagnostics::relativeError);
        quantities.put("Gradients", Diagnostics::gradients);
        quantities.put("Teacher’s updates u", Diagnostics::teacherUpdates);
        quantities.put("Predicted updates Δ̂", Diagnostics::predictedUpdates);
        StringBuilder rows = new StringBuilder();
        quantities.forEach((name, quantity) -> {
            for (MetricsLine line : with.size() == 1 ? with : List.of(with.get(0), with.get(with.size() - 1))) {
                row(
                        rows,
                        name,
                        Numbers.count(line.metaStep()),
                        SIX.stream()
                                .mapToDouble(one -> one.applyAsDouble(quantity.apply(line.diagnostics())))
                                .toArray());
            }
        });
        return table(with.size() == 1 ? "" : " pairs", "Diagnostics, first and last", "Meta-step", rows);
    }

    /** Of the last point of each loop, mean over the seeds; empty when nothing has been evaluated. */
    static String ofEnd(Trial trial) {
        Map<String, Function<Point, Statistics>> quantities = new LinkedHashMap<>();
        quantities.put("|θ|", Point::theta);
        quantities.put("|c|", Point::cell);
        quantities.put("|Relative error|", Point::relativeError);
        StringBuilder rows = new StringBuilder();
        quantities.forEach((name, quantity) -> trial.curves().forEach((driver, curves) -> {
            double[] means = SIX.stream()
                    .mapToDouble(one -> MeanWithError.of(curves.stream()
                                    .filter(curve -> !curve.points().isEmpty())
                                    .mapToDouble(curve -> one.applyAsDouble(quantity.apply(last(curve)))))
                            .mean())
                    .toArray();
            // The floor's loop has no imitator, so there are neither cells nor predictions in it.
            if (driver != WhoDrives.FLOOR || name.equals("|θ|")) {
                row(rows, name, TrialTables.title(driver), means);
            }
        }));
        return rows.isEmpty()
                ? ""
                : "<details><summary>Statistics at the last point</summary>"
                        + table("", "Statistics at each loop’s last point, mean over seeds", "Who drives", rows)
                        + "</details>";
    }

    private static Point last(Curve curve) {
        return curve.points().get(curve.points().size() - 1);
    }

    private static void row(StringBuilder rows, String name, String second, double[] values) {
        rows.append("<tr><th scope=\"row\">").append(name).append("</th>").append(cell(second));
        for (double value : values) {
            rows.append(cell(number(Numbers.show(value, 3))));
        }
        rows.append("</tr>\n");
    }

    /** @param kind of the table for the style sheet: in "pairs" every second row goes without its name */
    private static String table(String kind, String caption, String second, StringBuilder rows) {
        return """
            <div class="table"><table class="small%s"><caption>%s</caption>%s<tbody>
            %s</tbody></table></div>
            """.formatted(
                        kind,
                        caption,
                        Html.head("Quantity", second, "Min", "Max", "Mean", "Variance", "Skewness", "Kurtosis"),
                        rows);
    }
}
