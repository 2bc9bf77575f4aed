package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;
import java.util.Arrays;

/** A dense layer in plain Java. */
final class PlainDenseLayer extends DenseLayer {
    private final float[] lanes = new float[Lanes.COUNT];
    private final int[] which = new int[units + 1]; // outputs with a non-zero gradient
    private final float[] d = new float[units + 1]; // that gradient

    PlainDenseLayer(Layer.Dense layer, Placed placed, Activations in, Activations out) {
        super(layer, placed, in, out);
    }

    @Override
    void products(float[] theta, int w0) {
        int whole = inputs / Lanes.COUNT * Lanes.COUNT;
        for (int o = 0; o < units; o++) {
            int w = w0 + o * inputs;
            eight(theta, w, in.values(), 0, whole, lanes);
            eight(theta, w, in.values(), 8, whole, lanes);
            for (int i = whole; i < inputs; i++) {
                lanes[i - whole] += theta[w + i] * in.values()[i];
            }
            out.values()[o] = theta[w0 + units * inputs + o] + Lanes.sum(lanes, 0);
        }
    }

    private static void eight(float[] theta, int w, float[] in, int from, int n, float[] lanes) {
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        float s4 = 0f;
        float s5 = 0f;
        float s6 = 0f;
        float s7 = 0f;
        for (int i = from; i < n; i += Lanes.COUNT) {
            s0 += theta[w + i] * in[i];
            s1 += theta[w + i + 1] * in[i + 1];
            s2 += theta[w + i + 2] * in[i + 2];
            s3 += theta[w + i + 3] * in[i + 3];
            s4 += theta[w + i + 4] * in[i + 4];
            s5 += theta[w + i + 5] * in[i + 5];
            s6 += theta[w + i + 6] * in[i + 6];
            s7 += theta[w + i + 7] * in[i + 7];
        }
        lanes[from] = s0;
        lanes[from + 1] = s1;
        lanes[from + 2] = s2;
        lanes[from + 3] = s3;
        lanes[from + 4] = s4;
        lanes[from + 5] = s5;
        lanes[from + 6] = s6;
        lanes[from + 7] = s7;
    }

    @Override
    void begin(float[] gradient, int to) {
        Arrays.fill(gradient, to + offset, to + offset + units * (inputs + 1), 0f);
    }

    @Override
    void backward(float[] theta, int at, float[] gradient, int to) {
        int w0 = to + offset;
        for (int o = 0; o < units; o++) {
            gradient[w0 + units * inputs + o] += out.gradient()[o];
        }
        int n = notZero(out.gradient(), 0, 1, units, d, which);
        for (int j = 0; j < n; j++) {
            axpy(d[j], in.values(), 0, gradient, w0 + which[j] * inputs, inputs);
        }
        if (in.gradient() != null) {
            Arrays.fill(in.gradient(), 0f);
            for (int j = 0; j < n; j++) {
                axpy(d[j], theta, at + offset + which[j] * inputs, in.gradient(), 0, inputs);
            }
        }
    }

    private static void axpy(float a, float[] x, int x0, float[] y, int y0, int n) {
        for (int i = 0; i < n; i++) {
            y[y0 + i] += a * x[x0 + i];
        }
    }
}
