package dev.understudy.report;

import java.util.stream.DoubleStream;

/**
 * A mean over seeds, with its standard error.
 *
 * @param mean NaN if no seed has a value
 * @param standardError of the mean, from the sample variance over n−1; NaN for fewer than two seeds
 * @param n seeds that have a value
 */
record MeanWithError(double mean, double standardError, int n) {
    /** The mean of these values; NaN marks a seed without a value. */
    static MeanWithError of(DoubleStream values) {
        double[] finite = values.filter(Double::isFinite).toArray();
        int n = finite.length;
        double mean = DoubleStream.of(finite).average().orElse(Double.NaN);
        double squares = DoubleStream.of(finite)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new MeanWithError(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n), n);
    }

    MeanWithError times(double factor) {
        return new MeanWithError(mean * factor, standardError * Math.abs(factor), n);
    }

    boolean known() {
        return n > 0;
    }
}
