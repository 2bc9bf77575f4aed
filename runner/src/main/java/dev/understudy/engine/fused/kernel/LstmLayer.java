package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/**
 * One LSTM layer over T steps of a block: the part common to plain Java and vectors. Its 4H rows are ordered by unit,
 * i, f, g, o of each, so that the rows of a unit are adjacent; in φ they are ordered by gate.
 */
abstract class LstmLayer {
    final int size; // H
    final float[][][] outputs; // [T][H][B], h after each step, for the layer above and the head
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

    /** The row in φ of row r = 4k + gate. */
    private int rowOfPhi(int r) {
        return r % 4 * size + r / 4;
    }

    /** Copies the weights from the φ that begins at {@code at}, input and recurrent weights side by side. */
    void pack(float[] phi, int at) {
        for (int r = 0; r < 4 * size; r++) {
            int k = rowOfPhi(r);
            System.arraycopy(phi, at + parts.get(0).offset() + k * inputs, w, r * columns, inputs);
            System.arraycopy(phi, at + parts.get(1).offset() + k * size, w, r * columns + inputs, size);
            // Plus zero, so that neither the bias nor a sum that begins with it is −0: one zero term more or less then
            // changes no bit.
            b[r] = phi[at + parts.get(2).offset() + k] + phi[at + parts.get(3).offset() + k] + 0f;
        }
    }

    /** Prepares further weights that a backward pass needs; a step without learning does not call it. */
    void packBackward() {}

    /**
     * Loads n coordinates of the carry before the first step: unit k's h is h[at + k·stride ..]; zeros to the rest of
     * the block.
     */
    abstract void load(float[] h, float[] c, int at, int stride, int n);

    /** Stores the carry after the last step in the same arrays. */
    abstract void store(float[] h, float[] c, int at, int stride, int n);

    /** Computes h and c after step t, from the inputs of step t and the previous h and c. */
    abstract void forward(int t);

    /** Sets the gradients after the last step to zero. */
    abstract void beginBackward();

    /**
     * Adds a part to the gradient by unit k's output at the step whose backward pass is next.
     *
     * @param part [B]
     */
    abstract void addDown(int k, float[] part);

    /**
     * Computes the gradients of the gates at step t; keeps the gradient for the step before, and adds that of the
     * inputs to the layer below.
     */
    abstract void backward(int t, LstmLayer below);

    /**
     * Called after all steps: adds the layer's part to the lanes [2H][columns + 1][2][Lanes.COUNT] from {@link
     * #lanesAt} on [L3].
     */
    abstract void weightGradients(float[] lanes);

    /**
     * The offset of the lanes of row r, column j. Those of two rows are adjacent; those of the bias follow the last
     * column.
     */
    final int lanesAt(int r, int j) {
        return Lanes.COUNT * (parts.get(0).offset() + 2 * (r / 2 * (columns + 1) + j) + r % 2);
    }

    /**
     * Writes the sums of the lanes to φ's gradient, which begins at {@code at}. Both biases of a row have the same
     * gradient.
     */
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

    /** Copies n values to a row and fills the rest of it with zeros. */
    static void load(float[] from, int at, float[] row, int n) {
        System.arraycopy(from, at, row, 0, n);
        Arrays.fill(row, n, row.length, 0f);
    }
}
