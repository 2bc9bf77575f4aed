package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/**
 * An LSTM layer in plain Java, with one loop over rows per formula; the backward pass overwrites the gates with their
 * gradients.
 */
final class PlainLstmLayer extends LstmLayer {
    private final float[][][] x; // [T][inputs + H][B]: the inputs' rows, then those of h before the step
    private final float[][] first; // [H][B], h before the first step
    private final float[][][] c; // [T+1][H][B]; c[t] is before step t
    private final float[][][] gates; // [T][4H][B]
    private final float[][][] tanhC; // [T][H][B]
    private final float[][] dh; // [H][B], gradient by the output of the step being passed backward
    private final float[][] dc; // [H][B]
    private final float[] partial; // [B]
    private final float[] zeros; // [H]

    /** @param below [T][inputs][B] rows of the layer below, or the features */
    PlainLstmLayer(int size, float[][][] below, List<Imitator.Part> parts, int width) {
        super(size, below, parts, width);
        first = new float[size][width];
        c = new float[steps + 1][size][width];
        gates = new float[steps][4 * size][width];
        tanhC = new float[steps][size][width];
        dh = new float[size][width];
        dc = new float[size][width];
        partial = new float[width];
        zeros = new float[size];
        x = new float[steps][columns][];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(below[t], 0, x[t], 0, inputs);
            System.arraycopy(t == 0 ? first : outputs[t - 1], 0, x[t], inputs, size);
        }
    }

    @Override
    void load(float[] h, float[] c, int at, int stride, int n) {
        for (int k = 0; k < size; k++) {
            load(h, at + k * stride, first[k], n);
            load(c, at + k * stride, this.c[0][k], n);
        }
    }

    @Override
    void store(float[] h, float[] c, int at, int stride, int n) {
        for (int k = 0; k < size; k++) {
            System.arraycopy(outputs[steps - 1][k], 0, h, at + k * stride, n);
            System.arraycopy(this.c[steps][k], 0, c, at + k * stride, n);
        }
    }

    @Override
    void forward(int t) {
        float[][] z = gates[t];
        Rows.product(b, w, 0, columns, 1, columns, x[t], z, width); // [I2]
        for (int k = 0; k < size; k++) {
            float[] i = z[4 * k];
            float[] f = z[4 * k + 1];
            float[] g = z[4 * k + 2];
            float[] o = z[4 * k + 3];
            Lstm.sigmoid(i, width);
            Lstm.sigmoid(f, width);
            Lstm.tanh(g, g, width);
            Lstm.sigmoid(o, width);
            Lstm.cell(i, f, g, c[t][k], c[t + 1][k], width);
            Lstm.tanh(c[t + 1][k], tanhC[t][k], width);
            Lstm.output(o, tanhC[t][k], outputs[t][k], width);
        }
    }

    @Override
    void beginBackward() {
        for (int k = 0; k < size; k++) {
            Arrays.fill(dh[k], 0f);
            Arrays.fill(dc[k], 0f);
        }
    }

    @Override
    void addDown(int k, float[] part) {
        Rows.add(part, dh[k], width);
    }

    @Override
    void backward(int t, LstmLayer below) {
        float[][] z = gates[t];
        for (int k = 0; k < size; k++) {
            float[] o = z[4 * k + 3];
            Lstm.cellBackward(dh[k], o, tanhC[t][k], dc[k], width);
            Lstm.gateBackward(dh[k], tanhC[t][k], o, width);
            Lstm.cellGatesBackward(dc[k], c[t][k], z[4 * k], z[4 * k + 1], z[4 * k + 2], width);
        }
        Rows.product(zeros, w, inputs, 1, columns, 4 * size, z, dh, width);
        for (int j = 0; below != null && j < inputs; j++) {
            Rows.product(0f, w, j, columns, 4 * size, z, partial, width);
            below.addDown(j, partial);
        }
    }

    @Override
    void weightGradients(float[] lanes) {
        for (int r = 0; r < 4 * size; r++) {
            for (int j = 0; j < columns; j++) {
                Rows.products(gates, r, x, j, steps, partial, width, lanes, lanesAt(r, j));
            }
            Rows.sums(gates, r, steps, partial, width, lanes, lanesAt(r, columns));
        }
    }
}
