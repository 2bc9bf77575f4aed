package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;

/**
 * A dense layer by vectors. If many samples use the same weights and the inputs are few, it copies the weights to
 * panels of units, so that no sum goes across a vector; otherwise it computes four units at a time. Gradients by
 * weights are computed at the end of a tile, so that each is written once.
 */
final class VectorDenseLayer extends DenseLayer {
    /** With more inputs, the cost of a sum across a vector is small in comparison. */
    private static final int FEW = 256;

    private final float[] lanes = new float[4 * Lanes.COUNT];
    private final int panels; // 0 if the weights are not copied
    private final float[] weights; // [panels][inputs][DenseTiles.PANEL], zeros after the last unit
    private final float[] bias; // [panels][DenseTiles.PANEL]
    private final float[] quarters; // [panels][4][DenseTiles.PANEL]
    private final float[] samples; // [GradientPass.TILE][inputs], the inputs of the tile's samples
    private final float[] slopes; // [GradientPass.TILE][units], their gradients by the outputs
    private final float[] d; // non-zero ones of a sample or of a unit
    private final int[] which; // and their indices
    private int met; // samples of the tile so far
    private boolean packed;

    /** @param shared true if many samples use the same weights */
    VectorDenseLayer(Layer.Dense layer, Placed placed, Activations in, Activations out, boolean shared) {
        super(layer, placed, in, out);
        boolean few = inputs % Lanes.COUNT == 0 && inputs <= FEW;
        panels = shared && few ? (units + DenseTiles.PANEL - 1) / DenseTiles.PANEL : 0;
        weights = new float[panels * inputs * DenseTiles.PANEL];
        bias = new float[panels * DenseTiles.PANEL];
        quarters = new float[4 * panels * DenseTiles.PANEL];
        samples = new float[GradientPass.TILE * inputs];
        slopes = new float[GradientPass.TILE * units];
        d = new float[Math.max(units, GradientPass.TILE) + 1];
        which = new int[d.length];
    }

    @Override
    void pack(float[] theta, int at) {
        packed = panels > 0;
        int w0 = at + offset;
        for (int o = 0; packed && o < units; o++) {
            int panel = o / DenseTiles.PANEL * inputs * DenseTiles.PANEL + o % DenseTiles.PANEL;
            spread(theta, w0 + o * inputs, weights, panel, inputs);
            bias[o] = theta[w0 + units * inputs + o];
        }
    }

    private static void spread(float[] row, int at, float[] panel, int to, int n) {
        for (int i = 0; i < n; i++) {
            panel[to + i * DenseTiles.PANEL] = row[at + i];
        }
    }

    @Override
    void products(float[] theta, int w0) {
        if (packed) {
            DenseTiles.panels(in.values(), inputs, weights, panels, quarters);
            DenseTiles.join(bias, quarters, panels, out.values());
        } else {
            productsOfRows(theta, w0);
        }
    }

    private void productsOfRows(float[] theta, int w0) {
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
    void begin(float[] gradient, int to) {
        met = 0;
    }

    @Override
    void backward(float[] theta, int at, float[] gradient, int to) {
        System.arraycopy(in.values(), 0, samples, met * inputs, inputs);
        System.arraycopy(out.gradient(), 0, slopes, met * units, units);
        met++;
        if (in.gradient() != null) {
            int n = notZero(out.gradient(), 0, 1, units, d, which);
            sums(n, theta, at + offset, in.gradient(), 0);
        }
    }

    @Override
    void end(float[] gradient, int to) {
        int w0 = to + offset;
        for (int o = 0; o < units; o++) {
            sums(notZero(slopes, o, units, met, d, which), samples, 0, gradient, w0 + o * inputs);
            float bias = 0f;
            for (int s = 0; s < met; s++) {
                bias += slopes[s * units + o];
            }
            gradient[w0 + units * inputs + o] = bias;
        }
    }

    /** sum[at + i] = Σ_j d[j]·x[x0 + which[j]·inputs + i] for each input i, j below n. */
    private void sums(int n, float[] x, int x0, float[] sum, int at) {
        int i = 0;
        for (; i + 8 * DenseTiles.LENGTH <= inputs; i += 8 * DenseTiles.LENGTH) {
            DenseTiles.eight(d, which, n, x, x0 + i, inputs, sum, at + i);
        }
        for (; i + 4 * DenseTiles.LENGTH <= inputs; i += 4 * DenseTiles.LENGTH) {
            DenseTiles.four(d, which, n, x, x0 + i, inputs, sum, at + i);
        }
        for (; i + DenseTiles.LENGTH <= inputs; i += DenseTiles.LENGTH) {
            DenseTiles.one(d, which, n, x, x0 + i, inputs, sum, at + i);
        }
        for (; i < inputs; i++) {
            float s = 0f;
            for (int j = 0; j < n; j++) {
                s += d[j] * x[x0 + which[j] * inputs + i];
            }
            sum[at + i] = s;
        }
    }
}
