package dev.understudy.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Measures how soon a rollout reaches a loss, and averages several rollouts. The loss of a step is that of its batch,
 * which is noisy. It is smoothed, on both sides of a comparison, by the mean over the last tenth of the horizon up to
 * the step. A rollout that never reaches the loss counts as infinitely slow and is included in every mean.
 */
public final class StepsToLoss {
    /** The value of a rollout that never reaches the loss. */
    public static final double NEVER = Double.POSITIVE_INFINITY;

    private StepsToLoss() {}

    /** Number of steps of the smoothing: a tenth of the horizon N. */
    public static int window(int horizon) {
        return Math.max(1, horizon / 10);
    }

    /**
     * The number of steps after which the mean of the last {@link #window} losses is at or below {@code target} for the
     * first time, as a part of the horizon; {@link #NEVER} if it does not reach it. Steps before the first whole window
     * do not count.
     *
     * @param losses training-mode loss, [steps], that of step s at s − 1; NaN from the first unknown or not finite one
     *     on
     */
    public static double fraction(double[] losses, int horizon, double target) {
        int window = window(horizon);
        int most = Math.min(losses.length, horizon);
        double sum = 0;
        for (int step = 1; step <= most; step++) {
            sum += losses[step - 1] - (step > window ? losses[step - 1 - window] : 0);
            if (step >= window && sum / window <= target) {
                return (double) step / horizon;
            }
        }
        return NEVER;
    }

    /** exp of the mean logarithm; {@link #NEVER} if one value is. NaN without values. */
    static double geometricMean(double[] fractions) {
        return Math.exp(DoubleStream.of(fractions).map(Math::log).average().orElse(Double.NaN));
    }

    /**
     * The mean of the middle half: of n sorted values those between n/4 and 3n/4, the outermost weighted by their part
     * of this range. NaN without values.
     */
    static double interquartileMean(double[] fractions) {
        double[] sorted = fractions.clone();
        Arrays.sort(sorted);
        double from = sorted.length / 4.0;
        double to = 3 * from;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            double part = Math.min(to, i + 1.0) - Math.max(from, i);
            sum += part > 0 ? part * sorted[i] : 0; // 0 times infinity would be NaN
        }
        return sum / (to - from);
    }
}
