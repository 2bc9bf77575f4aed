package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;
import java.util.Arrays;

/**
 * All inputs to each of the units: out[o] = b[o] + Σ_i w[o][i]·in[i], input i added to lane i mod 16, ascending, and halves of the lanes to
 * each other [L3]; fewer than sixteen inputs are added in index order. Gradients: outputs in index order, sample after sample.
 */
abstract class DenseLayer extends NetworkLayer {
    final int inputs;
    final int units;

    final int offset;
    private final int[] which; // outputs whose gradient is not zero
    private final float[] d; // that gradient

    DenseLayer(Layer.Dense layer, Placed placed, Activations in, Activations out) {
        super(in, out);
        inputs = in.size();
        units = layer.units();
        offset = placed.offset();
        which = new int[units + 1];
        d = new float[units + 1];
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

    /** out, of sixteen inputs or more. @param w0 where the layer's weights begin, with the biases behind them */
    abstract void products(float[] theta, int w0);

    @Override
    void begin(float[] gradient, int to) {
        Arrays.fill(gradient, to + offset, to + offset + units * (inputs + 1), 0f);
    }

    @Override
    final void backward(float[] theta, int at, float[] gradient, int to) {
        int n = 0;
        int b0 = to + offset + units * inputs;
        for (int o = 0; o < units; o++) {
            float slope = out.gradient()[o];
            which[n] = o;
            d[n] = slope;
            n += slope != 0f ? 1 : 0; // NaN counts
            gradient[b0 + o] += slope;
        }
        addWeights(d, which, n, gradient, to + offset);
        if (in.gradient() != null) {
            inputGradient(d, which, n, theta, at + offset);
        }
    }

    /** gradient[w0 + which[j]·inputs ..] += d[j]·in, j below n, before the tile ends. */
    abstract void addWeights(float[] d, int[] which, int n, float[] gradient, int w0);

    /** in's gradient = Σ_j d[j]·w[which[j]], j below n. */
    abstract void inputGradient(float[] d, int[] which, int n, float[] theta, int w0);
}
