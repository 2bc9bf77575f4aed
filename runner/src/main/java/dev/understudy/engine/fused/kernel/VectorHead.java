package dev.understudy.engine.fused.kernel;

import static dev.understudy.engine.fused.kernel.VectorTiles.PANEL;

import dev.understudy.imitation.Imitator;

/**
 * The heads with their matrices by vectors, from the panels of the layer below; the pointwise part is that of {@link
 * Head}. The results are equal bit for bit.
 */
final class VectorHead extends Head {
    private final VectorLstmLayer top;
    private final int rows; // G, or the next multiple of a tile's four rows
    private final int columns; // H, or the next even number; then the last row is that of ones, with weight zero
    private final float[] forward; // [tiles][columns][4]
    private final float[] bias; // [rows]
    private final float[] backward; // [tiles of H][rows][4]
    private final float[] z; // [panels][rows][PANEL], the gates of a step
    private final float[] d; // [T][panels][rows][PANEL], their gradients; zeros behind the last
    private final float[] toOutputs; // [4][PANEL]
    private final VectorWeights weights;

    VectorHead(Imitator imitator, int steps, int width, VectorLstmLayer top) {
        super(imitator, steps, width);
        this.top = top;
        rows = (gates + 3) / 4 * 4;
        columns = (size + 1) / 2 * 2;
        forward = new float[rows * columns];
        bias = new float[rows];
        backward = new float[(size + 3) / 4 * 4 * rows];
        z = new float[rows * width];
        d = new float[steps * rows * width];
        toOutputs = new float[4 * PANEL];
        weights = top.weightsOfOutputs();
    }

    @Override
    void pack(float[] phi, int at) {
        super.pack(phi, at);
        System.arraycopy(b, 0, bias, 0, gates);
        for (int k = 0; k < gates; k++) {
            for (int j = 0; j < size; j++) {
                forward[(k / 4 * columns + j) * 4 + k % 4] = w[k * size + j];
            }
        }
    }

    @Override
    void packBackward() {
        for (int k = 0; k < gates; k++) {
            for (int j = 0; j < size; j++) {
                backward[(j / 4 * rows + k) * 4 + j % 4] = w[k * size + j];
            }
        }
    }

    @Override
    void gates(int t, float[][] h, float[][] to) {
        for (int k = 0; k < gates; k += 4) {
            top.multiplyOutputs(t, forward, k * columns, bias, k, columns, z, k * PANEL, rows * PANEL);
        }
        for (int k = 0; k < gates; k++) {
            for (int q = 0; q < width / PANEL; q++) {
                System.arraycopy(z, (q * rows + k) * PANEL, to[k], q * PANEL, PANEL);
            }
        }
    }

    @Override
    void toOutputs(int t, float[][] down, LstmLayer same) {
        for (int q = 0; q < width / PANEL; q++) {
            int at = (t * width / PANEL + q) * rows * PANEL;
            for (int k = 0; k < gates; k++) {
                System.arraycopy(down[k], q * PANEL, d, at + k * PANEL, PANEL);
            }
            for (int j = 0; j < size; j += 4) {
                VectorTiles.backward(backward, j * rows, rows, d, at, toOutputs, 0);
                top.addDown(j, Math.min(4, size - j), q, toOutputs);
            }
        }
    }

    @Override
    void weightGradients(float[][][] h, float[] lanes) {
        for (int k = 0; k < gates; k += 2) {
            weights.add(d, k * PANEL, rows * width, rows * PANEL, lanes, lanesAt(k, 0));
        }
    }

    /**
     * As {@link LstmLayer#lanesAt}: lanes of two rows are adjacent and those of the biases follow the last column. For
     * odd G that is half a row more than φ has.
     */
    @Override
    int lanesAt(int k, int j) {
        return Lanes.COUNT * (offset + 2 * (k / 2 * (size + 1) + j) + k % 2);
    }
}
