package dev.understudy.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How soon a rollout has come to a loss, and what comes of several rollouts. The loss of a step is its batch's, which is noisy; it is smoothed by
 * the mean over the last tenth of the horizon that ends with the step, for whoever is measured and for whom he is measured by. A rollout
 * that never comes to the loss counts as infinitely slow, and is left out of nothing.
 */
public final class StepsToLoss {
    /** What a rollout has that never comes there. */
    public static final double NEVER = Double.POSITIVE_INFINITY;

    private StepsToLoss() {}

    /** Steps that are smoothed over: a tenth of the horizon N. */
    public static int window(int horizon) {
        return Math.max(1, horizon / 10);
    }

    /**
     * The number of steps after which the mean of the last {@link #window} losses is at or below {@code target} for the first time, as a part of
     * the horizon; {@link #NEVER} where that does not come. No step before the first whole window counts.
     *
     * @param losses training-mode loss, [steps], that of step s at s − 1; NaN from where it is not known or not finite
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

    /** exp of the mean logarithm; {@link #NEVER} as soon as one is. NaN of none. */
    static double geometricMean(double[] fractions) {
        return Math.exp(DoubleStream.of(fractions).map(Math::log).average().orElse(Double.NaN));
    }

    /**
     * The mean of the middle half: of n values in order those between n/4 and 3n/4, the outermost with the part of them that lies there. NaN of none.
     */
    static double interquartileMean(double[] fractions) {
        double[] sorted = fractions.clone();
        Arrays.sort(sorted);
        double from = sorted.length / 4.0;
        double to = 3 * from;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            double part = Math.min(to, i + 1.0) - Math.max(from, i);
            sum += part > 0 ? part * sorted[i] : 0; // 0 of infinity is no number
        }
        return sum / (to - from);
    }
}
