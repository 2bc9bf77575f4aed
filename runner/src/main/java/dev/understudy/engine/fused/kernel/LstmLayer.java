package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/** One LSTM layer's activations over T steps of a block; in the backward pass the gates give way to their gradients. */
final class LstmLayer {
    final int size; // H
    final float[][][] h; // [T+1][H][B]; h[t] is before step t
    final float[][][] c; // [T+1][H][B]
    final float[][][] outputs; // [T][H][B], h after each step: what the layer above reads
    final float[][] dh; // [H][B], gradient by the output of the step being passed backward
    private final int inputs;
    private final int columns; // inputs + H
    private final int width; // B
    private final int steps; // T
    private final List<Imitator.Part> parts; // weight_ih, weight_hh, bias_ih, bias_hh
    private final float[] w; // [4H][inputs + H], packed from φ
    private final float[] b; // [4H], both biases
    private final float[][][] x; // [T][inputs + H][B]: the inputs' rows, then those of h[t]
    private final float[][][] gates; // [T][4H][B]: i, f, g, o
    private final float[][][] tanhC; // [T][H][B]
    private final float[][] dc; // [H][B]
    private final float[] partial; // [B]

    /** @param inputs [T][inputs][B] rows of the layer below, or the features */
    LstmLayer(int size, float[][][] inputs, List<Imitator.Part> parts, int width) {
        this.size = size;
        this.width = width;
        this.parts = parts;
        this.inputs = inputs[0].length;
        steps = inputs.length;
        columns = this.inputs + size;
        w = new float[4 * size * columns];
        b = new float[4 * size];
        h = new float[steps + 1][size][width];
        outputs = Arrays.copyOfRange(h, 1, steps + 1);
        c = new float[steps + 1][size][width];
        gates = new float[steps][4 * size][width];
        tanhC = new float[steps][size][width];
        dh = new float[size][width];
        dc = new float[size][width];
        partial = new float[width];
        x = new float[steps][columns][];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(inputs[t], 0, x[t], 0, this.inputs);
            System.arraycopy(h[t], 0, x[t], this.inputs, size);
        }
    }

    /** Takes the weights out of φ, input and recurrent side by side. */
    void pack(float[] phi) {
        for (int k = 0; k < 4 * size; k++) {
            System.arraycopy(phi, parts.get(0).offset() + k * inputs, w, k * columns, inputs);
            System.arraycopy(phi, parts.get(1).offset() + k * size, w, k * columns + inputs, size);
            b[k] = phi[parts.get(2).offset() + k] + phi[parts.get(3).offset() + k];
        }
    }

    void forward(int t) {
        float[][] z = gates[t];
        for (int k = 0; k < 4 * size; k++) {
            Arrays.fill(z[k], b[k]);
        }
        Rows.multiply(w, 0, columns, 1, 4 * size, columns, x[t], z, width); // [I2]
        for (int k = 0; k < size; k++) {
            float[] i = z[k];
            float[] f = z[size + k];
            float[] g = z[2 * size + k];
            float[] o = z[3 * size + k];
            Lstm.sigmoid(i, width);
            Lstm.sigmoid(f, width);
            Lstm.tanh(g, g, width);
            Lstm.sigmoid(o, width);
            Lstm.cell(i, f, g, c[t][k], c[t + 1][k], width);
            Lstm.tanh(c[t + 1][k], tanhC[t][k], width);
            Lstm.output(o, tanhC[t][k], h[t + 1][k], width);
        }
    }

    void beginBackward() {
        for (int k = 0; k < size; k++) {
            Arrays.fill(dh[k], 0f);
            Arrays.fill(dc[k], 0f);
        }
    }

    /** Gates' gradients of step t; leaves in dh what goes to h[t], and adds to the layer below what goes down. */
    void backward(int t, LstmLayer below) {
        float[][] z = gates[t];
        for (int k = 0; k < size; k++) {
            float[] o = z[3 * size + k];
            Lstm.cellBackward(dh[k], o, tanhC[t][k], dc[k], width);
            Lstm.gateBackward(dh[k], tanhC[t][k], o, width);
            Lstm.cellGatesBackward(dc[k], c[t][k], z[k], z[size + k], z[2 * size + k], width);
        }
        for (int k = 0; k < size; k++) {
            Arrays.fill(dh[k], 0f);
        }
        Rows.multiply(w, inputs, 1, columns, size, 4 * size, z, dh, width);
        if (below != null) {
            Rows.multiply(w, 0, 1, columns, inputs, 4 * size, z, below.dh, width);
        }
    }

    /** After all steps: adds the layer's part to metaGradient[at ..]. */
    void weightGradients(float[] metaGradient, int at) {
        for (int k = 0; k < 4 * size; k++) {
            for (int j = 0; j < inputs; j++) {
                metaGradient[at + parts.get(0).offset() + k * inputs + j] +=
                        Rows.products(gates, k, x, j, steps, partial, width);
            }
            for (int j = 0; j < size; j++) {
                metaGradient[at + parts.get(1).offset() + k * size + j] +=
                        Rows.products(gates, k, x, inputs + j, steps, partial, width);
            }
            Arrays.fill(partial, 0f);
            for (int t = 0; t < steps; t++) {
                Rows.add(gates[t][k], partial, width);
            }
            float bias = Losses.sum(partial, width);
            metaGradient[at + parts.get(2).offset() + k] += bias;
            metaGradient[at + parts.get(3).offset() + k] += bias;
        }
    }
}
