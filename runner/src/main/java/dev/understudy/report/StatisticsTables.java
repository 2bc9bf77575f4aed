package dev.understudy.report;

import static dev.understudy.report.Html.number;

import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.Statistics;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Tables of six statistics in HTML: of the training's last unrolls, and of the ends of the rollouts. */
final class StatisticsTables {
    private static final List<ToDoubleFunction<Statistics>> SIX = List.of(
            Statistics::min,
            Statistics::max,
            Statistics::mean,
            Statistics::variance,
            Statistics::skewness,
            Statistics::kurtosis);

    private StatisticsTables() {}

    /** The source's diagnostics at the first and the last meta-step that has them; empty if no line has them. */
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
                rows.append(row(name, Numbers.count(line.metaStep()), List.of(quantity.apply(line.diagnostics()))));
            }
        });
        return table(with.size() == 1 ? "small" : "small pairs", "Diagnostics, first and last", "Meta-step", rows);
    }

    /** Statistics of the last point of each rollout, mean over the seeds; empty without an evaluation. */
    static String ofEnd(Trial trial) {
        Map<String, Function<Point, Statistics>> quantities = new LinkedHashMap<>();
        quantities.put("|θ|", Point::theta);
        quantities.put("|c|", Point::cell);
        quantities.put("|Relative error|", Point::relativeError);
        StringBuilder rows = new StringBuilder();
        quantities.forEach((name, quantity) -> trial.curves().forEach((rollout, curves) -> {
            // The rollout of the noise floor has no imitator, so it has neither cells nor predictions.
            if (rollout != RolloutKind.FLOOR || name.equals("|θ|")) {
                List<Statistics> ends = curves.stream()
                        .filter(curve -> !curve.points().isEmpty())
                        .map(curve -> quantity.apply(last(curve)))
                        .toList();
                rows.append(row(name, TrialTables.title(rollout), ends));
            }
        }));
        return rows.isEmpty()
                ? ""
                : "<details><summary>Statistics at the last point</summary>"
                        + table("small", "Statistics at each rollout’s last point, mean over seeds", "Rollout", rows)
                        + "</details>";
    }

    private static Point last(Curve curve) {
        return curve.points().get(curve.points().size() - 1);
    }

    private static String row(String name, String second, List<Statistics> seeds) {
        Stream<String> means = SIX.stream()
                .map(one -> MeanWithError.of(seeds.stream().mapToDouble(one)).mean())
                .map(mean -> number(Numbers.show(mean, 3)));
        return Html.row("", name, Stream.concat(Stream.of(second), means).toArray(String[]::new));
    }

    /** @param kind of the table for the style sheet: in "pairs" every second row has no name */
    private static String table(String kind, String caption, String second, CharSequence rows) {
        return Html.table(
                        kind,
                        caption,
                        List.of("Quantity", second, "Min", "Max", "Mean", "Variance", "Skewness", "Kurtosis"),
                        rows)
                + "\n";
    }
}
