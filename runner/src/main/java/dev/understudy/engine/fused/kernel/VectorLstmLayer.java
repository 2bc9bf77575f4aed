package dev.understudy.engine.fused.kernel;

import static dev.understudy.engine.fused.kernel.VectorTiles.PANEL;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.List;

/**
 * An LSTM layer by vectors: rows of panels, and weights in tiles of four. Each value is computed by the operations of
 * {@link PlainLstmLayer} in their order, so that the bits are the same.
 */
final class VectorLstmLayer extends LstmLayer {
    private final float[][][] below; // [T][inputs][B]
    private final int panels; // B / PANEL
    private final int units; // panels·H·PANEL, floats of one value of all units
    private final int slots; // columns, a row of ones for the bias, and one of zeros if needed to make it even
    private final int xPanel; // slots·PANEL
    private final int padded; // H, or the next multiple of a tile's rows
    private final float[][] x; // [T+1][panels][slots][PANEL]: the inputs, h before each step, ones
    private final float[] c; // [T+1][panels][H][PANEL]; before each step
    private final float[] gates; // [T][panels][H][4][PANEL]; in the backward pass their gradients
    private final float[] tanhC; // [T][panels][H][PANEL]
    private final float[] dh; // [panels][padded][PANEL]
    private final float[] dc; // [panels][H][PANEL]
    private final float[] forward; // [H][slots][4]: the weights of a unit's four gates; 0 for ones and zeros
    private final float[] backward; // [tiles][4H][4]: the weights of four columns, those of the inputs first
    private final float[] down; // [4][PANEL], gradients by four inputs of a panel
    private final float[][] rows; // [4][B], the same
    private final VectorWeights weights;
    private final int shown; // number of units whose outputs others read

    /**
     * @param below [T][inputs][B] rows of the layer below, or the features
     * @param shown number of units whose outputs are read at each step
     */
    VectorLstmLayer(int size, float[][][] below, List<Imitator.Part> parts, int width, int shown) {
        super(size, below, parts, width);
        this.below = below;
        this.shown = shown;
        panels = width / PANEL;
        units = panels * size * PANEL;
        slots = (columns + 2) / 2 * 2;
        xPanel = slots * PANEL;
        padded = 4 * tiles(size);
        x = new float[steps + 1][panels * xPanel];
        c = new float[(steps + 1) * units];
        gates = new float[4 * steps * units];
        tanhC = new float[steps * units];
        dh = new float[panels * padded * PANEL];
        dc = new float[units];
        forward = new float[4 * size * slots];
        backward = new float[(tiles(inputs) + tiles(size)) * 16 * size];
        down = new float[4 * PANEL];
        rows = new float[4][width];
        weights = new VectorWeights(Arrays.copyOf(x, steps), 0, xPanel, columns + 1, panels);
        for (float[] row : x) {
            for (int q = 0; q < panels; q++) {
                Arrays.fill(row, q * xPanel + columns * PANEL, q * xPanel + (columns + 1) * PANEL, 1f);
            }
        }
    }

    private static int tiles(int columns) {
        return (columns + 3) / 4;
    }

    @Override
    void pack(float[] phi, int at) {
        super.pack(phi, at);
        for (int r = 0; r < 4 * size; r++) {
            for (int j = 0; j < columns; j++) {
                forward[(r / 4 * slots + j) * 4 + r % 4] = w[r * columns + j];
            }
        }
    }

    @Override
    void packBackward() {
        for (int r = 0; r < 4 * size; r++) {
            for (int j = 0; j < inputs; j++) {
                backward[(j / 4 * 4 * size + r) * 4 + j % 4] = w[r * columns + j];
            }
            for (int k = 0; k < size; k++) {
                backward[((tiles(inputs) + k / 4) * 4 * size + r) * 4 + k % 4] = w[r * columns + inputs + k];
            }
        }
    }

    /** The offset of unit k's h in panel q of x. */
    private int hAt(int q, int k) {
        return q * xPanel + (inputs + k) * PANEL;
    }

    @Override
    void load(float[] h, float[] c, int at, int stride, int n) {
        for (int q = 0; q < panels; q++) {
            int of = Math.max(0, Math.min(PANEL, n - q * PANEL));
            for (int k = 0; k < size; k++) {
                int from = at + k * stride + q * PANEL;
                copy(h, from, x[0], hAt(q, k), of);
                copy(c, from, this.c, (q * size + k) * PANEL, of);
            }
        }
    }

    /** Copies n of a panel's values and fills the rest of the panel with zeros. */
    private static void copy(float[] from, int at, float[] to, int toAt, int n) {
        if (n > 0) {
            System.arraycopy(from, at, to, toAt, n);
        }
        Arrays.fill(to, toAt + n, toAt + PANEL, 0f);
    }

    @Override
    void store(float[] h, float[] c, int at, int stride, int n) {
        for (int q = 0; q * PANEL < n; q++) {
            int of = Math.min(PANEL, n - q * PANEL);
            for (int k = 0; k < size; k++) {
                int to = at + k * stride + q * PANEL;
                System.arraycopy(x[steps], hAt(q, k), h, to, of);
                System.arraycopy(this.c, steps * units + (q * size + k) * PANEL, c, to, of);
            }
        }
    }

    @Override
    void forward(int t) {
        for (int q = 0; q < panels; q++) {
            for (int j = 0; j < inputs; j++) {
                System.arraycopy(below[t][j], q * PANEL, x[t], q * xPanel + j * PANEL, PANEL);
            }
        }
        int z = 4 * t * units;
        for (int k = 0; k < size; k++) {
            VectorTiles.forward(
                    forward,
                    k * slots * 4,
                    b,
                    4 * k,
                    slots,
                    x[t],
                    0,
                    xPanel,
                    gates,
                    z + k * VectorCells.GATES,
                    size * VectorCells.GATES,
                    panels); // [I2]
        }
        VectorCells.activate(gates, z, 4 * units);
        // Gates and cells are contiguous from panel to panel; h is not.
        int before = t * units;
        VectorCells.carry(gates, z, c, before, before + units, units);
        VectorCells.tanhOf(c, before + units, tanhC, before, units);
        int n = size * PANEL;
        for (int q = 0; q < panels; q++) {
            VectorCells.output(gates, z + 4 * q * n, tanhC, before + q * n, x[t + 1], hAt(q, 0), n);
            for (int k = 0; k < shown; k++) {
                System.arraycopy(x[t + 1], hAt(q, k), outputs[t][k], q * PANEL, PANEL);
            }
        }
    }

    @Override
    void beginBackward() {
        Arrays.fill(dh, 0f);
        Arrays.fill(dc, 0f);
    }

    @Override
    void addDown(int k, float[] row) {
        for (int q = 0; q < panels; q++) {
            VectorCells.add(row, q * PANEL, dh, (q * padded + k) * PANEL);
        }
    }

    @Override
    void backward(int t, LstmLayer lower) {
        int n = size * PANEL;
        for (int q = 0; q < panels; q++) {
            int unit = t * units + q * n;
            int to = q * padded * PANEL;
            VectorCells.cellBackward(gates, 4 * unit, c, unit, tanhC, dh, to, dc, q * n, n);
            for (int k = 0; k < size; k += 4) {
                int tile = tiles(inputs) + k / 4;
                VectorTiles.backward(backward, tile * 16 * size, 4 * size, gates, 4 * unit, dh, to + k * PANEL);
            }
        }
        for (int j = 0; lower != null && j < inputs; j += 4) {
            backwardToInputs(t, j, lower);
        }
    }

    /** The gradients by four inputs from j on. */
    private void backwardToInputs(int t, int j, LstmLayer lower) {
        for (int q = 0; q < panels; q++) {
            int unit = t * units + q * size * PANEL;
            VectorTiles.backward(backward, j * 4 * size, 4 * size, gates, 4 * unit, down, 0);
            for (int i = 0; i < Math.min(4, inputs - j); i++) {
                System.arraycopy(down, i * PANEL, rows[i], q * PANEL, PANEL);
            }
        }
        for (int i = 0; i < Math.min(4, inputs - j); i++) {
            lower.addDown(j + i, rows[i]);
        }
    }

    @Override
    void weightGradients(float[] lanes) {
        for (int r = 0; r < 4 * size; r += 2) {
            weights.add(gates, r * PANEL, 4 * units, 4 * size * PANEL, lanes, lanesAt(r, 0));
        }
    }

    /** The gradients of weights that multiply the outputs of each step, for instance those of a head. */
    VectorWeights weightsOfOutputs() {
        return new VectorWeights(Arrays.copyOfRange(x, 1, steps + 1), inputs * PANEL, xPanel, size + 1, panels);
    }

    /**
     * Multiplies four rows of weights by the outputs after step t, as {@link VectorTiles#forward}.
     *
     * @param columns H, or one more
     */
    void multiplyOutputs(int t, float[] w, int w0, float[] b, int b0, int columns, float[] z, int z0, int zPanel) {
        VectorTiles.forward(w, w0, b, b0, columns, x[t + 1], inputs * PANEL, xPanel, z, z0, zPanel, panels);
    }

    /**
     * Adds a part to the gradient by the outputs of n units from k on, in panel q.
     *
     * @param part [4][PANEL]
     */
    void addDown(int k, int n, int q, float[] part) {
        for (int i = 0; i < n; i++) {
            VectorCells.add(part, i * PANEL, dh, (q * padded + k + i) * PANEL);
        }
    }
}
