package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import java.util.Arrays;

/** The heads of [I12] over T steps of a block, forward and backward: gates from the last layer's h, or constants. */
class Head {
    final int gates; // G: one per signal, one for the last update unless scaled, one for the exponent if there is one
    private final int signals; // K
    final int size; // H of the last layer, 0 without one
    private final boolean carries; // true if the last update has a gate
    private final boolean grows; // true if there is an exponent
    private final float gain;
    final int offset; // of the weights in φ; the biases follow
    final int width; // B
    final float[] w; // [G][H]
    final float[] b; // [G]
    // [T][G][B]; the backward pass reads the last update's and the exponent's (as e^16a) again; the others belong to
    // the step
    private final float[][][] gate;
    private final float[][][] down; // [T][G][B], gradient by the gates
    private final float[][] driven; // [T][B], Σ s_k·gate_k times e^16a; empty without an exponent
    private final float[] z; // [B]
    private final float[] partial; // [B]

    Head(Imitator imitator, int steps, int width) {
        gates = imitator.gates();
        signals = imitator.signals();
        size = imitator.top();
        carries = gates > signals;
        grows = gates > signals + 1;
        gain = (float) imitator.gain();
        offset = imitator.headOffset();
        this.width = width;
        w = new float[gates * size];
        b = new float[gates];
        gate = new float[steps][gates][width];
        for (int t = 1; t < steps; t++) {
            System.arraycopy(gate[0], 0, gate[t], 0, signals);
        }
        down = new float[steps][gates][width];
        driven = new float[grows ? steps : 0][width];
        z = new float[width];
        partial = new float[width];
    }

    /** Copies the weights from the φ that begins at {@code at}. */
    void pack(float[] phi, int at) {
        System.arraycopy(phi, at + offset, w, 0, w.length);
        for (int k = 0; k < gates; k++) {
            b[k] = phi[at + offset + w.length + k] + 0f; // never −0, as in an LSTM layer
        }
    }

    /** As {@link LstmLayer#packBackward}. */
    void packBackward() {}

    /**
     * Computes the updates of step t.
     *
     * @param h [H][B] after step t; not read without a layer
     */
    void forward(int t, float[][] signal, float[][] h, float[] last, float[] predicted) {
        float[][] of = gate[t];
        gates(t, h, of);
        Arrays.fill(z, 0f);
        for (int k = 0; k < signals; k++) {
            Rows.addProduct(signal[k], of[k], z, width);
        }
        float[] sum = z;
        if (grows) {
            exponential(of[signals + 1], width);
            sum = driven[t];
            Lstm.product(z, of[signals + 1], sum, width);
        }
        if (carries) {
            fading(of[signals], width);
            headed(gain, sum, last, of[signals], predicted, width);
        } else {
            scaled(gain, z, predicted, width);
        }
    }

    /** Computes the gates after step t. */
    void gates(int t, float[][] h, float[][] to) {
        for (int k = 0; k < gates; k++) {
            Rows.product(b[k], w, k * size, 1, size, h, to[k], width);
        }
    }

    /**
     * Backward through step t.
     *
     * @param d gradient by Δ̂_t
     * @param through receives the gradient by Δ̂_{t−1}; null with teacher forcing
     * @param top receives the gradient by its outputs; null without a layer
     */
    void backward(int t, float[][] signal, float[] last, float[] d, float[] through, LstmLayer top) {
        float[] bySum = d;
        if (grows) {
            exponentGradient(d, gain, driven[t], down[t][signals + 1], width);
            bySum = z;
            Lstm.product(d, gate[t][signals + 1], bySum, width);
        }
        for (int k = 0; k < signals; k++) {
            scaledProduct(gain, bySum, signal[k], down[t][k], width);
        }
        if (carries) {
            Lstm.product(d, last, down[t][signals], width);
        }
        if (through != null && carries) {
            Lstm.product(d, gate[t][signals], through, width);
        }
        toOutputs(t, down[t], top);
    }

    /**
     * Adds the gradient at step t to the outputs of the layer below.
     *
     * @param down [G][B], gradient by the gates
     */
    void toOutputs(int t, float[][] down, LstmLayer top) {
        for (int j = 0; j < size; j++) {
            Rows.product(0f, w, j, size, gates, down, partial, width);
            top.addDown(j, partial);
        }
    }

    /**
     * Called after all steps: adds the head's part to the lanes [W][Lanes.COUNT].
     *
     * @param h [T][H][B], after each step
     */
    void weightGradients(float[][][] h, float[] lanes) {
        for (int k = 0; k < gates; k++) {
            for (int j = 0; j < size; j++) {
                Rows.products(down, k, h, j, down.length, partial, width, lanes, lanesAt(k, j));
            }
            Rows.sums(down, k, down.length, partial, width, lanes, lanesAt(k, size));
        }
    }

    /** The offset of the lanes of gate k, column j; for j equal to {@code size} that of the bias. */
    int lanesAt(int k, int j) {
        return Lanes.COUNT * (offset + (j < size ? k * size + j : w.length + k));
    }

    /** Writes the sums of the lanes to φ's gradient, which begins at {@code at}. */
    final void sumLanes(float[] lanes, float[] gradient, int at) {
        for (int k = 0; k < gates; k++) {
            for (int j = 0; j < size; j++) {
                gradient[at + offset + k * size + j] = Lanes.sum(lanes, lanesAt(k, j));
            }
            gradient[at + offset + w.length + k] = Lanes.sum(lanes, lanesAt(k, size));
        }
    }

    private static void fading(float[] gate, int n) {
        for (int p = 0; p < n; p++) {
            gate[p] = Formulas.fading(gate[p]); // [I20]
        }
    }

    private static void exponential(float[] a, int n) {
        for (int p = 0; p < n; p++) {
            a[p] = Formulas.exponential(a[p]); // [I21]
        }
    }

    private static void exponentGradient(float[] d, float gain, float[] driven, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.exponentGradient(d[p], gain, driven[p]); // [I21]
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
