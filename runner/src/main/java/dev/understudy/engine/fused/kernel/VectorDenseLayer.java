package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;

/** A dense layer by vectors, four units or eight vectors of inputs at a time; what is left of the inputs goes one by one. */
final class VectorDenseLayer extends DenseLayer {
    private final float[] lanes = new float[4 * Lanes.COUNT];

    VectorDenseLayer(Layer.Dense layer, Placed placed, Activations in, Activations out) {
        super(layer, placed, in, out);
    }

    @Override
    void products(float[] theta, int w0) {
        int b0 = w0 + units * inputs;
        int whole = inputs / Lanes.COUNT * Lanes.COUNT;
        for (int o = 0; o < units; o += 4) {
            int last = Math.min(4, units - o) - 1;
            int w = w0 + o * inputs;
            int second = w + Math.min(1, last) * inputs;
            int third = w + Math.min(2, last) * inputs;
            DenseTiles.products(theta, w, second, third, w + last * inputs, in.values(), whole, lanes);
            for (int u = 0; u <= last; u++) {
                int l = (u == last ? 3 : u) * Lanes.COUNT;
                for (int i = whole; i < inputs; i++) {
                    lanes[l + i - whole] += theta[w + u * inputs + i] * in.values()[i];
                }
                out.values()[o + u] = theta[b0 + o + u] + Lanes.sum(lanes, l);
            }
        }
    }

    @Override
    void addWeights(float d, float[] gradient, int w) {
        int whole = inputs / DenseTiles.LENGTH * DenseTiles.LENGTH;
        DenseTiles.addWeights(d, in.values(), gradient, w, whole);
        for (int i = whole; i < inputs; i++) {
            gradient[w + i] += d * in.values()[i];
        }
    }

    @Override
    void inputGradient(float[] d, int[] which, int n, float[] theta, int w0) {
        int eight = 8 * DenseTiles.LENGTH;
        int i = 0;
        for (; i + eight <= inputs; i += eight) {
            DenseTiles.eight(d, which, n, theta, w0 + i, inputs, in.gradient(), i);
        }
        for (; i + DenseTiles.LENGTH <= inputs; i += DenseTiles.LENGTH) {
            DenseTiles.one(d, which, n, theta, w0 + i, inputs, in.gradient(), i);
        }
        for (; i < inputs; i++) {
            float sum = 0f;
            for (int j = 0; j < n; j++) {
                sum += d[j] * theta[w0 + which[j] * inputs + i];
            }
            in.gradient()[i] = sum;
        }
    }
}
