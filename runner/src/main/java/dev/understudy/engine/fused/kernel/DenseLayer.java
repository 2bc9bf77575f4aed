package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;

/**
 * A fully connected layer: out[o] = b[o] + Σ_i w[o][i]·in[i]. Input i is added to lane i mod 16, ascending, and then
 * halves of the lanes to each other [L3]; fewer than sixteen inputs are added in index order. Gradients: outputs in
 * index order, sample after sample.
 */
abstract class DenseLayer extends NetworkLayer {
    final int inputs;
    final int units;

    final int offset;

    DenseLayer(Layer.Dense layer, Placed placed, Activations in, Activations out) {
        super(in, out);
        inputs = in.size();
        units = layer.units();
        offset = placed.offset();
    }

    @Override
    final void forward(float[] theta, int at, boolean training) {
        int w0 = at + offset;
        if (inputs >= Lanes.COUNT) {
            products(theta, w0);
        } else {
            few(theta, w0, w0 + units * inputs, in.values(), inputs, out.values(), units);
        }
    }

    private static void few(float[] theta, int w0, int b0, float[] in, int inputs, float[] out, int units) {
        for (int o = 0; o < units; o++) {
            float sum = theta[b0 + o];
            for (int i = 0; i < inputs; i++) {
                sum += theta[w0 + o * inputs + i] * in[i];
            }
            out[o] = sum;
        }
    }

    /**
     * Computes out for sixteen inputs or more.
     *
     * @param w0 offset of the layer's weights, which the biases follow
     */
    abstract void products(float[] theta, int w0);

    /**
     * Collects the non-zero ones of the n slopes from {@code at} on, {@code by} apart: values to d, indices to which.
     *
     * @return their number
     */
    static int notZero(float[] slopes, int at, int by, int n, float[] d, int[] which) {
        int found = 0;
        for (int o = 0; o < n; o++) {
            float slope = slopes[at + o * by];
            which[found] = o;
            d[found] = slope;
            found += slope != 0f ? 1 : 0; // NaN counts
        }
        return found;
    }
}
