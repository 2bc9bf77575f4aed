package dev.understudy.report;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A figure by which runs are compared.
 *
 * @param name by which a user selects it
 * @param meaning in a few words
 * @param largerIsBetter otherwise the smallest is best
 * @param ofRun NaN if a run lacks it
 */
record Metric(String name, String meaning, boolean largerIsBetter, ToDoubleFunction<Trial> ofRun) {
    static final String LOSS_RATIO = "lossRatio";
    private static final String DISTANCE = "lossDistance";
    /** The separator of the name and the step of a horizon. */
    private static final String AT = "@";

    private static final List<Metric> AT_THE_END = List.of(
            smaller(LOSS_RATIO, "imitator's test loss over its teacher's, mean theta", Metric::ratio),
            smaller(
                    "imitatorLoss",
                    "test loss that the imitator reached, mean theta",
                    trial -> trial.mean(RolloutKind.IMITATOR, Result::meanLoss).mean()),
            smaller(
                    "teacherLoss",
                    "test loss that its teacher reached, mean theta",
                    trial -> trial.mean(RolloutKind.TEACHER, Result::meanLoss).mean()),
            new Metric(
                    "accuracy",
                    "test accuracy that the imitator reached, 0 to 1",
                    true,
                    trial -> trial.mean(RolloutKind.IMITATOR, Result::testAccuracy)
                            .mean()),
            smaller(
                    "openLoopError",
                    "relative error of its updates when the teacher drives",
                    trial -> trial.mean(RolloutKind.TEACHER, Result::relativeError)
                            .mean()),
            smaller(
                    "closedLoopError",
                    "relative error of its updates when it drives",
                    trial -> trial.mean(RolloutKind.IMITATOR, Result::relativeError)
                            .mean()),
            smaller("imitationLoss", "the last imitation loss that the training logged", Metric::imitationLoss),
            smaller("seconds", "time of the training and the rollouts", Metric::seconds),
            smaller(DISTANCE, "size of ln lossRatio: the distance from its teacher, above or below", Metric::distance));

    /** The metrics of these runs: at the end, and the loss ratio at each horizon before it. */
    static List<Metric> of(List<Trial> trials) {
        TreeSet<Integer> horizons = new TreeSet<>();
        trials.forEach(trial -> horizons.addAll(trial.horizons()));
        List<Metric> metrics = new ArrayList<>(AT_THE_END);
        for (int horizon : horizons) {
            metrics.add(smaller(
                    LOSS_RATIO + AT + horizon,
                    "lossRatio after " + horizon + " steps",
                    trial -> trial.horizons().contains(horizon) ? ratio(trial.at(horizon)) : Double.NaN));
            metrics.add(smaller(
                    DISTANCE + AT + horizon,
                    "lossDistance after " + horizon + " steps",
                    trial -> trial.horizons().contains(horizon) ? distance(trial.at(horizon)) : Double.NaN));
        }
        return metrics;
    }

    /** The metric of this name. @throws Fault bad input if the name is unknown, with all known ones */
    static Metric named(String name, List<Metric> metrics) {
        List<String> names = metrics.stream().map(Metric::name).toList();
        int at = names.indexOf(name);
        if (at < 0) {
            throw Fault.badInput(
                    "--by " + name,
                    "is not a metric of these runs",
                    "one of " + String.join(", ", names),
                    Spelling.meant(name, names).orElse("correct the option"));
        }
        return metrics.get(at);
    }

    private static Metric smaller(String name, String meaning, ToDoubleFunction<Trial> ofRun) {
        return new Metric(name, meaning, false, ofRun);
    }

    /** The geometric mean of the loss ratios over the evaluation's seeds. */
    private static double ratio(Trial trial) {
        return Math.exp(trial.logRatio(RolloutKind.IMITATOR).mean());
    }

    private static double distance(Trial trial) {
        return Math.abs(trial.logRatio(RolloutKind.IMITATOR).mean());
    }

    private static double imitationLoss(Trial trial) {
        List<MetricsLine> lines = trial.files().metrics();
        return lines.isEmpty() ? Double.NaN : lines.get(lines.size() - 1).imitationLoss();
    }

    private static double seconds(Trial trial) {
        double loops = trial.results().values().stream()
                .flatMap(List::stream)
                .mapToDouble(Result::seconds)
                .filter(Double::isFinite)
                .sum();
        return loops
                + trial.files().metrics().stream()
                        .mapToDouble(MetricsLine::seconds)
                        .filter(Double::isFinite)
                        .sum();
    }

    /** Whether one mean is better than another; a known mean is better than an unknown one. */
    boolean isBetter(double one, double other) {
        return Double.isNaN(other) ? !Double.isNaN(one) : largerIsBetter ? one > other : one < other;
    }

    /** The direction of better values, in words. */
    String best() {
        return (largerIsBetter ? "largest " : "smallest ") + name;
    }
}
