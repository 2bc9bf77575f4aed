package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Optimizee;

/** The optimizee's loss for one sample, and the imitation loss over a block of coordinates. */
final class Losses {
    private Losses() {}

    /**
     * Loss of one sample; d[] receives its derivative by the logits, times {@code scale}.
     *
     * @param d null if not wanted
     */
    static float model(Optimizee.Loss loss, float[] logits, int n, int label, float scale, float[] d) {
        if (loss == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            float z = logits[0];
            if (d != null) {
                d[0] = Formulas.logitSlope(z, label) * scale; // [O6]
            }
            return Formulas.logitLoss(z, label); // [O6]
        }
        float top = logits[0];
        for (int i = 1; i < n; i++) {
            top = Math.max(top, logits[i]);
        }
        float sum = 0f;
        for (int i = 0; i < n; i++) {
            float power = Formulas.exp(logits[i] - top);
            sum += power;
            if (d != null) {
                d[i] = power;
            }
        }
        for (int i = 0; d != null && i < n; i++) {
            d[i] = Formulas.softmaxSlope(d[i], sum, i == label ? 1f : 0f) * scale; // [O5]
        }
        return Formulas.softmaxLoss(logits[label] - top, sum); // [O5]
    }

    /** True if the logits predict the label. */
    static boolean right(Optimizee.Loss loss, float[] logits, int n, int label) {
        if (loss == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            return logits[0] > 0f == (label == 1);
        }
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best == label;
    }

    /**
     * One step of one block: for each coordinate, adds the loss's term to sum, and writes to slope its derivative by
     * the prediction, before the loss's own scale (1/norm, 1/number of terms, or 1).
     */
    static void imitation(
            Kernels.LossTerms terms, float[] truth, float[] predicted, float[] sum, float[] slope, int n) {
        switch (terms.terms()) {
            case RELATIVE -> relative(truth, predicted, sum, slope, n);
            case HUBER -> huber(terms.floor(), truth, predicted, sum, slope, n);
            case TASK -> task(truth, predicted, sum, slope, n);
        }
    }

    private static void relative(float[] truth, float[] predicted, float[] sum, float[] slope, int n) {
        for (int p = 0; p < n; p++) {
            float e = Formulas.relativeError(truth[p], predicted[p]); // [L1]
            sum[p] += e * e;
            slope[p] = e * Formulas.relativeSlope(truth[p]);
        }
    }

    private static void huber(float floor, float[] truth, float[] predicted, float[] sum, float[] slope, int n) {
        for (int p = 0; p < n; p++) {
            float e = Formulas.scaledError(truth[p], predicted[p], floor); // [L2]
            sum[p] += Formulas.huber(e);
            slope[p] = Formulas.huberSlope(e) * Formulas.scaledSlope(truth[p], floor);
        }
    }

    private static void task(float[] slopes, float[] predicted, float[] sum, float[] slope, int n) {
        for (int p = 0; p < n; p++) {
            sum[p] += slopes[p] * predicted[p]; // [L5]
            slope[p] = slopes[p];
        }
    }
}
