package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/**
 * The layer by {@link VectorTiles}: rows of one array, [row][T][B], and weights in tiles of four. Each value comes from the
 * operations of {@link PlainLstmLayer} in their order, so that the bits are the same.
 */
final class VectorLstmLayer extends LstmLayer {
    private final float[][][] below; // [T][inputs][B]
    private final int row; // T·B
    private final float[] x; // [inputs + H][T][B]: the inputs, then h before each step
    private final float[] gates; // [4H][T][B]: i, f, g, o; in the backward pass their gradients
    private final float[] tanhC; // [H][T][B]
    private final float[][] dc; // [H][B]
    private final float[] forward; // [H][columns][4]: the weights of a unit's four gates
    private final float[] bias; // [H][4]
    private final float[] backward; // [tiles][4H][4]: the weights of four columns, those of the inputs first
    private final float[] unused; // [B], what a tile has beyond the last column

    /** @param inputs [T][inputs][B] rows of the layer below, or the features */
    VectorLstmLayer(int size, float[][][] inputs, List<Imitator.Part> parts, int width) {
        super(size, inputs, parts, width);
        below = inputs;
        row = steps * width;
        x = new float[columns * row];
        gates = new float[4 * size * row];
        tanhC = new float[size * row];
        dc = new float[size][width];
        forward = new float[size * columns * 4];
        bias = new float[4 * size];
        backward = new float[(tiles(this.inputs) + tiles(size)) * 16 * size];
        unused = new float[width];
    }

    private static int tiles(int columns) {
        return (columns + 3) / 4;
    }

    @Override
    void pack(float[] phi) {
        super.pack(phi);
        for (int k = 0; k < size; k++) {
            for (int gate = 0; gate < 4; gate++) {
                int r = gate * size + k;
                bias[4 * k + gate] = b[r];
                for (int j = 0; j < columns; j++) {
                    forward[(k * columns + j) * 4 + gate] = w[r * columns + j];
                }
            }
        }
        packBackward(0, inputs, 0);
        packBackward(inputs, size, tiles(inputs));
    }

    private void packBackward(int from, int count, int tile) {
        for (int r = 0; r < 4 * size; r++) {
            for (int j = 0; j < count; j++) {
                backward[((tile + j / 4) * 4 * size + r) * 4 + j % 4] = w[r * columns + from + j];
            }
        }
    }

    @Override
    void forward(int t) {
        int at = t * width;
        for (int j = 0; j < inputs; j++) {
            System.arraycopy(below[t][j], 0, x, j * row + at, width);
        }
        for (int k = 0; k < size; k++) {
            System.arraycopy(h[t][k], 0, x, (inputs + k) * row + at, width);
        }
        for (int k = 0; k < size; k++) {
            int z = k * row + at;
            VectorTiles.forward(
                    forward, k * columns * 4, bias, 4 * k, columns, x, at, row, gates, z, size * row, width); // [I2]
            VectorTiles.sigmoid(gates, z, width);
            VectorTiles.sigmoid(gates, z + size * row, width);
            VectorTiles.tanh(gates, z + 2 * size * row, width);
            VectorTiles.sigmoid(gates, z + 3 * size * row, width);
            VectorTiles.cell(gates, z, size * row, c[t][k], c[t + 1][k], tanhC, k * row + at, h[t + 1][k], width);
        }
    }

    @Override
    void beginBackward() {
        super.beginBackward();
        for (float[] one : dc) {
            Arrays.fill(one, 0f);
        }
    }

    @Override
    void backward(int t, LstmLayer lower) {
        int at = t * width;
        for (int k = 0; k < size; k++) {
            VectorTiles.cellBackward(
                    gates, k * row + at, size * row, c[t][k], tanhC, k * row + at, dh[k], dc[k], width);
        }
        backward(at, tiles(inputs), false, dh);
        if (lower != null) {
            backward(at, 0, true, lower.dh);
        }
    }

    /** d (+)= the gates' gradients through the weights of the columns that begin with this tile. */
    private void backward(int at, int tile, boolean add, float[][] d) {
        for (int k = 0; k < d.length; k += 4, tile++) {
            VectorTiles.backward(
                    backward,
                    tile * 16 * size,
                    4 * size,
                    gates,
                    at,
                    row,
                    add,
                    d[k],
                    k + 1 < d.length ? d[k + 1] : unused,
                    k + 2 < d.length ? d[k + 2] : unused,
                    k + 3 < d.length ? d[k + 3] : unused,
                    width);
        }
    }

    @Override
    void weightGradients(float[] lanes) {
        if (steps == 5) {
            for (int k = 0; k < 4 * size; k += 2) {
                fiveSteps(k, 0, inputs, lanes);
                fiveSteps(k, inputs, size, lanes);
            }
        } else {
            weights(lanes);
        }
        for (int k = 0; k < 4 * size; k++) {
            VectorTiles.sums(gates, k * row, steps, width, lanes, lanesOfBias(k, 0));
            System.arraycopy(lanes, lanesOfBias(k, 0), lanes, lanesOfBias(k, 1), Lanes.COUNT);
        }
    }

    /** Of rows k and k + 1, and the columns from {@code from} on. */
    private void fiveSteps(int k, int from, int count, float[] lanes) {
        int at = lanesOf(k, from);
        int next = lanesOf(k + 1, from) - at;
        for (int p = 0; p < width; p += VectorTiles.LENGTH) {
            int lane = p % Lanes.COUNT;
            VectorTiles.fiveSteps(gates, k * row + p, x, from * row + p, row, count, width, lanes, at + lane, next);
        }
    }

    private void weights(float[] lanes) {
        for (int k = 0; k < 4 * size; k += 4) {
            for (int j = 0; j < columns; j++) {
                VectorTiles.weights(
                        gates,
                        k * row,
                        x,
                        j * row,
                        row,
                        steps,
                        width,
                        lanes,
                        lanesOf(k, j),
                        lanesOf(k + 1, j),
                        lanesOf(k + 2, j),
                        lanesOf(k + 3, j));
            }
        }
    }
}
