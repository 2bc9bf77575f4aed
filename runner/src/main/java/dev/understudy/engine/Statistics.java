package dev.understudy.engine;

import dev.understudy.imitation.Formulas;

/**
 * The six statistics of the source's diagnostics. Kurtosis is the excess, 0 for a normal distribution; variance is over
 * n.
 */
public record Statistics(double min, double max, double mean, double variance, double skewness, double kurtosis) {
    /** Unknown statistics: six times NaN. */
    public static final Statistics UNKNOWN =
            new Statistics(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** Statistics of the absolute values, which overwrite the values. */
    static Statistics ofMagnitudes(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return of(values, values.length);
    }

    /**
     * Statistics of the absolute value of [L1] for each pair.
     *
     * @param truth overwritten
     */
    static Statistics ofRelativeErrors(float[] truth, float[] predicted) {
        for (int i = 0; i < truth.length; i++) {
            truth[i] = Formulas.relativeError(truth[i], predicted[i]); // [L1]
        }
        return ofMagnitudes(truth);
    }

    /**
     * Computes the statistics of the first {@code n} values by two passes in double, in index order. NaN anywhere gives
     * NaN.
     */
    public static Statistics of(float[] values, int n) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
            sum += values[i];
        }
        double mean = sum / n;
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        for (int i = 0; i < n; i++) {
            double d = values[i] - mean;
            double d2 = d * d;
            m2 += d2;
            m3 += d2 * d;
            m4 += d2 * d2;
        }
        double variance = m2 / n;
        double skewness = variance == 0 ? 0 : m3 / n / Math.pow(variance, 1.5);
        double kurtosis = variance == 0 ? 0 : m4 / n / (variance * variance) - 3;
        return new Statistics(min, max, mean, variance, skewness, kurtosis);
    }
}
