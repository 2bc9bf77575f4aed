package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/**
 * One LSTM layer over T steps of a block: what any way of computing it shares. Its 4H rows go unit by unit, i, f, g, o of each, so that
 * what a unit needs lies together; φ has them gate by gate.
 */
abstract class LstmLayer {
    final int size; // H
    final float[][][] outputs; // [T][H][B], h after each step: what the layer above and the head read
    final int inputs;
    final int columns; // inputs + H
    final int width; // B
    final int steps; // T
    final float[] w; // [4H][columns], packed from φ
    final float[] b; // [4H], both biases
    private final List<Imitator.Part> parts; // weight_ih, weight_hh, bias_ih, bias_hh

    /** @param below [T][inputs][B] rows of the layer below, or the features */
    LstmLayer(int size, float[][][] below, List<Imitator.Part> parts, int width) {
        this.size = size;
        this.width = width;
        this.parts = parts;
        inputs = below[0].length;
        steps = below.length;
        columns = inputs + size;
        w = new float[4 * size * columns];
        b = new float[4 * size];
        outputs = new float[steps][size][width];
    }

    /** Where φ has row r = 4k + gate. */
    private int rowOfPhi(int r) {
        return r % 4 * size + r / 4;
    }

    /** Takes the weights out of the φ that begins at {@code at}, input and recurrent side by side. */
    void pack(float[] phi, int at) {
        for (int r = 0; r < 4 * size; r++) {
            int k = rowOfPhi(r);
            System.arraycopy(phi, at + parts.get(0).offset() + k * inputs, w, r * columns, inputs);
            System.arraycopy(phi, at + parts.get(1).offset() + k * size, w, r * columns + inputs, size);
            // Plus zero, so that it is never −0, and no sum that begins with it: a zero more or less then changes no
            // bit.
            b[r] = phi[at + parts.get(2).offset() + k] + phi[at + parts.get(3).offset() + k] + 0f;
        }
    }

    /** What a backward pass needs of the packed weights beside them; a step without learning spares it. */
    void packBackward() {}

    /** n coordinates of the carry before the first step: unit k's h is h[at + k·stride ..]; zeros to the rest of the block. */
    abstract void load(float[] h, float[] c, int at, int stride, int n);

    /** The way back, from after the last step. */
    abstract void store(float[] h, float[] c, int at, int stride, int n);

    /** h and c after step t, from the inputs of step t and what was before it. */
    abstract void forward(int t);

    /** Zero gradients after the last step. */
    abstract void beginBackward();

    /** The gradient by unit k's output at the step that is passed backward next gets one more part. @param part [B] */
    abstract void addDown(int k, float[] part);

    /** Gates' gradients of step t; leaves what goes to the step before, and adds to the layer below what goes down. */
    abstract void backward(int t, LstmLayer below);

    /** After all steps: adds the layer's part to the lanes [2H][columns + 1][2][Lanes.COUNT] from {@link #lanesAt} on [L3]. */
    abstract void weightGradients(float[] lanes);

    /** Where the lanes of row r, column j begin, those of two rows side by side; behind the last column those of the bias. */
    final int lanesAt(int r, int j) {
        return Lanes.COUNT * (parts.get(0).offset() + 2 * (r / 2 * (columns + 1) + j) + r % 2);
    }

    /** The lanes' sums to φ's gradient, which begins at {@code at}. Both biases of a row have the same. */
    final void sumLanes(float[] lanes, float[] gradient, int at) {
        for (int r = 0; r < 4 * size; r++) {
            int k = rowOfPhi(r);
            for (int j = 0; j < columns; j++) {
                int p = j < inputs
                        ? parts.get(0).offset() + k * inputs + j
                        : parts.get(1).offset() + k * size + j - inputs;
                gradient[at + p] = Lanes.sum(lanes, lanesAt(r, j));
            }
            float bias = Lanes.sum(lanes, lanesAt(r, columns));
            gradient[at + parts.get(2).offset() + k] = bias;
            gradient[at + parts.get(3).offset() + k] = bias;
        }
    }

    /** n values to a row, zeros to the rest of it. */
    static void load(float[] from, int at, float[] row, int n) {
        System.arraycopy(from, at, row, 0, n);
        Arrays.fill(row, n, row.length, 0f);
    }
}
