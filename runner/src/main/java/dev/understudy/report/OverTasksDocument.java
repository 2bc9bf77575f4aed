package dev.understudy.report;

import dev.understudy.report.OverTasks.Ratio;
import dev.understudy.report.OverTasks.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The means over the tasks, compared with one of the tuned teachers of each task, as {@code evaluate --task all --json}
 * prints them.
 *
 * @param target best, or constant: the best of constant rate
 * @param trainingLoss of the imitator divided by the tuned teacher's
 * @param testLoss the same for test losses
 * @param steps until the imitator has the tuned teacher's training loss, as a part of all
 */
public record OverTasksDocument(String target, Figures trainingLoss, Figures testLoss, Figures steps) {
    /**
     * One value for each evaluation, in their order, and the means. Infinite and unknown values are null in JSON.
     *
     * @param never number of infinite values
     */
    public record Figures(List<Double> values, long never, double geometricMean, double interquartileMean) {
        static Figures of(double[] values) {
            return new Figures(
                    Arrays.stream(values).boxed().toList(),
                    Arrays.stream(values).filter(Double::isInfinite).count(),
                    StepsToLoss.geometricMean(values),
                    OverTasks.interquartileMean(values));
        }
    }

    /** Null if fewer than two are compared with a tuned teacher. @param evaluations their directories */
    public static List<OverTasksDocument> of(List<Path> evaluations) {
        return OverTasks.of(Report.read(evaluations).trials())
                .map(over -> Arrays.stream(Target.values())
                        .map(target -> of(over, target))
                        .toList())
                .orElse(null);
    }

    private static OverTasksDocument of(OverTasks over, Target target) {
        return new OverTasksDocument(
                target.name().toLowerCase(Locale.ROOT),
                Figures.of(over.values(Ratio.TRAINING, target)),
                Figures.of(over.values(Ratio.TEST, target)),
                Figures.of(over.values(Ratio.STEPS, target)));
    }
}
