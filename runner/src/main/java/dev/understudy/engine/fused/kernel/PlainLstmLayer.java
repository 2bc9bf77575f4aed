package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/** The layer in plain Java, a formula to a loop over rows; in the backward pass the gates give way to their gradients. */
final class PlainLstmLayer extends LstmLayer {
    private final float[][][] x; // [T][inputs + H][B]: the inputs' rows, then those of h[t]
    private final float[][][] gates; // [T][4H][B]: i, f, g, o
    private final float[][][] tanhC; // [T][H][B]
    private final float[][] dc; // [H][B]
    private final float[] partial; // [B]
    private final float[] zeros; // [H]

    /** @param inputs [T][inputs][B] rows of the layer below, or the features */
    PlainLstmLayer(int size, float[][][] inputs, List<Imitator.Part> parts, int width) {
        super(size, inputs, parts, width);
        gates = new float[steps][4 * size][width];
        tanhC = new float[steps][size][width];
        dc = new float[size][width];
        partial = new float[width];
        zeros = new float[size];
        x = new float[steps][columns][];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(inputs[t], 0, x[t], 0, this.inputs);
            System.arraycopy(h[t], 0, x[t], this.inputs, size);
        }
    }

    @Override
    void forward(int t) {
        float[][] z = gates[t];
        Rows.product(b, w, 0, columns, 1, columns, x[t], z, width); // [I2]
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

    @Override
    void beginBackward() {
        super.beginBackward();
        for (float[] row : dc) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    void backward(int t, LstmLayer below) {
        float[][] z = gates[t];
        for (int k = 0; k < size; k++) {
            float[] o = z[3 * size + k];
            Lstm.cellBackward(dh[k], o, tanhC[t][k], dc[k], width);
            Lstm.gateBackward(dh[k], tanhC[t][k], o, width);
            Lstm.cellGatesBackward(dc[k], c[t][k], z[k], z[size + k], z[2 * size + k], width);
        }
        Rows.product(zeros, w, inputs, 1, columns, 4 * size, z, dh, width);
        if (below != null) {
            Rows.multiply(w, 0, 1, columns, inputs, 4 * size, z, below.dh, width);
        }
    }

    @Override
    void weightGradients(float[] lanes) {
        for (int k = 0; k < 4 * size; k++) {
            for (int j = 0; j < columns; j++) {
                Rows.products(gates, k, x, j, steps, partial, width, lanes, lanesOf(k, j));
            }
            Rows.sums(gates, k, steps, partial, width, lanes, lanesOfBias(k, 0));
            System.arraycopy(lanes, lanesOfBias(k, 0), lanes, lanesOfBias(k, 1), Lanes.COUNT);
        }
    }
}
