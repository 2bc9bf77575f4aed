package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import java.util.Arrays;

/** The heads of [I12] over T steps of a block: gates from the last layer's h, or constants, and the way back. */
final class Head {
    private final int gates; // G: one per signal, and one for the last update unless scaled
    private final int signals; // K
    private final int size; // H of the last layer, 0 without one
    private final boolean carries; // whether the last update has a gate
    private final float gain;
    private final int offset; // of the weights in φ; biases right behind them
    private final int width; // B
    private final float[] w; // [G][H]
    private final float[] b; // [G]
    private final float[][] gate; // [G][B], of the step
    private final float[][] lastGate; // [T][B], the last gate of every step
    private final float[][][] down; // [T][G][B], gradient by the gates
    private final float[] z; // [B]
    private final float[] partial; // [B]

    Head(Imitator imitator, int steps, int width) {
        gates = imitator.gates();
        signals = imitator.signals();
        size = imitator.top();
        carries = gates > signals;
        gain = (float) imitator.gain();
        offset = imitator.headOffset();
        this.width = width;
        w = new float[gates * size];
        b = new float[gates];
        gate = new float[gates][width];
        lastGate = new float[steps][width];
        down = new float[steps][gates][width];
        z = new float[width];
        partial = new float[width];
    }

    void pack(float[] phi) {
        System.arraycopy(phi, offset, w, 0, w.length);
        System.arraycopy(phi, offset + w.length, b, 0, gates);
    }

    /** @param h [H][B] after step t; not read where there is no layer */
    void forward(int t, float[][] signal, float[][] h, float[] last, float[] predicted) {
        Arrays.fill(z, 0f);
        for (int k = 0; k < gates; k++) {
            float[] to = k == signals ? lastGate[t] : gate[k];
            Rows.product(b[k], w, k * size, 1, size, h, to, width);
            if (k < signals) {
                Rows.addProduct(signal[k], to, z, width);
            }
        }
        if (carries) {
            fading(lastGate[t], width);
            headed(gain, z, last, lastGate[t], predicted, width);
        } else {
            scaled(gain, z, predicted, width);
        }
    }

    /**
     * @param d gradient by Δ̂_t
     * @param through receives the gradient by Δ̂_{t−1}; null with teacher forcing
     * @param top gets what goes to its outputs; null where there is no layer
     */
    void backward(int t, float[][] signal, float[] last, float[] d, float[] through, LstmLayer top) {
        for (int k = 0; k < signals; k++) {
            scaledProduct(gain, d, signal[k], down[t][k], width);
        }
        if (carries) {
            Lstm.product(d, last, down[t][signals], width);
        }
        if (through != null && carries) {
            Lstm.product(d, lastGate[t], through, width);
        }
        for (int j = 0; j < size; j++) {
            Rows.product(0f, w, j, size, gates, down[t], partial, width);
            top.addDown(j, partial);
        }
    }

    /** After all steps: adds the head's part to the lanes [W][Lanes.COUNT]. @param h [T][H][B], after each step */
    void weightGradients(float[][][] h, float[] lanes) {
        for (int k = 0; k < gates; k++) {
            for (int j = 0; j < size; j++) {
                Rows.products(down, k, h, j, down.length, partial, width, lanes, Lanes.COUNT * (offset + k * size + j));
            }
            Rows.sums(down, k, down.length, partial, width, lanes, Lanes.COUNT * (offset + w.length + k));
        }
    }

    /** The lanes' sums to φ's gradient, which begins at {@code at}. */
    void sumLanes(float[] lanes, float[] gradient, int at) {
        for (int p = offset; p < offset + w.length + gates; p++) {
            gradient[at + p] = Lanes.sum(lanes, Lanes.COUNT * p);
        }
    }

    private static void fading(float[] gate, int n) {
        for (int p = 0; p < n; p++) {
            gate[p] = Formulas.fading(gate[p]); // [I20]
        }
    }

    private static void headed(float gain, float[] z, float[] last, float[] gate, float[] q, int n) {
        for (int p = 0; p < n; p++) {
            q[p] = Formulas.headed(gain, z[p], last[p], gate[p]); // [I12]
        }
    }

    private static void scaled(float gain, float[] z, float[] q, int n) {
        for (int p = 0; p < n; p++) {
            q[p] = Formulas.headed(gain, z[p], 0f, 0f); // [I12]
        }
    }

    private static void scaledProduct(float gain, float[] d, float[] signal, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = d[p] * gain * signal[p];
        }
    }
}
