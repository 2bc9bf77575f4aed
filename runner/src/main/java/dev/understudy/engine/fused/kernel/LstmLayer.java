package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/** One LSTM layer's activations over T steps of a block: what any way of computing them shares. */
abstract class LstmLayer {
    final int size; // H
    final float[][][] h; // [T+1][H][B]; h[t] is before step t
    final float[][][] c; // [T+1][H][B]
    final float[][][] outputs; // [T][H][B], h after each step: what the layer above reads
    final float[][] dh; // [H][B], gradient by the output of the step being passed backward
    final int inputs;
    final int columns; // inputs + H
    final int width; // B
    final int steps; // T
    private final List<Imitator.Part> parts; // weight_ih, weight_hh, bias_ih, bias_hh
    final float[] w; // [4H][inputs + H], packed from φ
    final float[] b; // [4H], both biases

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
        dh = new float[size][width];
    }

    /** Takes the weights out of φ, input and recurrent side by side. */
    void pack(float[] phi) {
        for (int k = 0; k < 4 * size; k++) {
            System.arraycopy(phi, parts.get(0).offset() + k * inputs, w, k * columns, inputs);
            System.arraycopy(phi, parts.get(1).offset() + k * size, w, k * columns + inputs, size);
            b[k] = phi[parts.get(2).offset() + k] + phi[parts.get(3).offset() + k];
        }
    }

    /** h[t + 1] and c[t + 1] from the inputs of step t, h[t] and c[t]. */
    abstract void forward(int t);

    /** Zero gradients after the last step. */
    void beginBackward() {
        for (int k = 0; k < size; k++) {
            Arrays.fill(dh[k], 0f);
        }
    }

    /** Gates' gradients of step t; leaves in dh what goes to h[t], and adds to the layer below what goes down. */
    abstract void backward(int t, LstmLayer below);

    /** After all steps: adds the layer's part to the lanes [W][Lanes.COUNT] [L3]. */
    abstract void weightGradients(float[] lanes);

    /** Where the lanes of the weight of row k, column j begin. */
    final int lanesOf(int k, int j) {
        return Lanes.COUNT
                * (j < inputs
                        ? parts.get(0).offset() + k * inputs + j
                        : parts.get(1).offset() + k * size + j - inputs);
    }

    /** Both biases of row k have the same gradient: the second one's lanes are a copy of what the first one's got. */
    final int lanesOfBias(int k, int which) {
        return Lanes.COUNT * (parts.get(2 + which).offset() + k);
    }
}
