package dev.understudy.report;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * Smooths a curve by a polynomial fitted by least squares to a sliding window; the value at its middle is the result.
 * Edges: the first and the last half window are taken from the polynomials of the first and the last whole window
 * (scipy's {@code mode="interp"}). Source: Savitzky, Golay, "Smoothing and differentiation of data by simplified least
 * squares procedures", 1964.
 */
final class SavitzkyGolay {
    private final int window;
    private final int order;
    /** weights[j][i]: share of value i in the fitted value at index j of the window; [window][window]. */
    private final double[][] weights;

    SavitzkyGolay(int window, int order) {
        if (window < 1 || window % 2 == 0 || order < 0 || order >= window) {
            throw new IllegalArgumentException(
                    "window is " + window + ", order " + order + "; expected an odd window, larger than the order");
        }
        this.window = window;
        this.order = order;
        this.weights = weights(window, order);
    }

    /**
     * The fit at index j is a projection onto polynomials: with an orthonormal basis q of them over the window,
     * weights[j][i] = Σ_a q_a(j) q_a(i). Gram–Schmidt on powers of a centred, scaled abscissa keeps it well
     * conditioned.
     */
    private static double[][] weights(int window, int order) {
        double half = Math.max(1, window / 2);
        double[][] basis = new double[order + 1][window];
        double[][] weights = new double[window][window];
        for (int a = 0; a <= order; a++) {
            double[] q = basis[a];
            for (int i = 0; i < window; i++) {
                q[i] = Math.pow((i - window / 2) / half, a);
            }
            for (int b = 0; b < a; b++) {
                double[] before = basis[b];
                double overlap = dot(q, before, 0);
                Arrays.setAll(q, i -> q[i] - overlap * before[i]);
            }
            double norm = Math.sqrt(dot(q, q, 0));
            Arrays.setAll(q, i -> q[i] / norm);
            for (int j = 0; j < window; j++) {
                for (int i = 0; i < window; i++) {
                    weights[j][i] += q[j] * q[i];
                }
            }
        }
        return weights;
    }

    private static double dot(double[] a, double[] b, int from) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[from + i];
        }
        return sum;
    }

    /**
     * Smoothed values of the same length. Values that are not finite become NaN, and the parts between them are
     * smoothed separately; a part shorter than the window is smoothed with the largest odd window that fits, or not at
     * all.
     */
    double[] smooth(double[] values) {
        double[] result = new double[values.length];
        Arrays.fill(result, Double.NaN);
        for (int start = 0, end; start < values.length; start = end + 1) {
            end = start;
            while (end < values.length && Double.isFinite(values[end])) {
                end++;
            }
            smooth(values, start, end, result);
        }
        return result;
    }

    private void smooth(double[] values, int start, int end, double[] result) {
        int n = end - start;
        if (n < window) {
            int fitting = n % 2 == 0 ? n - 1 : n;
            if (fitting <= order) {
                System.arraycopy(values, start, result, start, n);
            } else {
                new SavitzkyGolay(fitting, order).smooth(values, start, end, result);
            }
            return;
        }
        for (int i = start; i < end; i++) {
            int from = Math.min(Math.max(i - window / 2, start), end - window);
            result[i] = dot(weights[i - from], values, from);
        }
    }

    /**
     * The same, limited to the range of the values in the window. At a jump a parabola would overshoot, even below 0.
     */
    double[] smoothWithin(double[] values) {
        double[] smooth = smooth(values);
        for (int i = 0; i < smooth.length; i++) {
            DoubleSummaryStatistics near = Arrays.stream(
                            values, Math.max(0, i - window / 2), Math.min(values.length, i + window / 2 + 1))
                    .filter(Double::isFinite)
                    .summaryStatistics();
            smooth[i] = Math.max(near.getMin(), Math.min(near.getMax(), smooth[i]));
        }
        return smooth;
    }
}
