package dev.understudy.engine.fused.kernel;

import static dev.understudy.engine.fused.kernel.VectorTiles.PANEL;

/**
 * The gradients of weights that multiply rows of panels over T steps, by {@link VectorSums}: those of an LSTM layer or
 * of a head. The last row is one of ones, whose weight is the bias.
 */
final class VectorWeights {
    private final float[][] x; // [T][panels][xPanel], multiplied by the weights at each step
    private final int x0; // offset of the first row in a panel
    private final int xPanel; // distance from one panel to the next
    private final int columns; // number of rows, the ones included
    private final int panels;
    private final float[] partial; // [columns][2][vector]

    VectorWeights(float[][] x, int x0, int xPanel, int columns, int panels) {
        this.x = x;
        this.x0 = x0;
        this.xPanel = xPanel;
        this.columns = columns;
        this.panels = panels;
        partial = new float[2 * VectorTiles.LENGTH * columns];
    }

    /**
     * Adds the gradients of two rows of weights, from the gates' gradients d[d0 + t·dStep + q·dPanel ..] and those 32
     * further on, for step t in panel q; to lanes [columns][2][16] from {@code at} on [L3].
     */
    void add(float[] d, int d0, int dStep, int dPanel, float[] lanes, int at) {
        if (x.length == 5) {
            VectorSums.fiveSteps(
                    d, d0, dStep, dPanel, x[0], x[1], x[2], x[3], x[4], x0, xPanel, columns, panels, lanes, at);
            return;
        }
        for (int p = 0; p < panels * PANEL; p += VectorTiles.LENGTH) {
            int of = d0 + p / PANEL * dPanel + p % PANEL;
            int from = x0 + p / PANEL * xPanel + p % PANEL;
            VectorSums.first(d, of, x[0], from, columns, partial);
            int t = 1;
            for (; t + 4 <= x.length; t += 4) {
                VectorSums.fourMore(
                        d, of + t * dStep, dStep, x[t], x[t + 1], x[t + 2], x[t + 3], from, columns, partial);
            }
            for (; t < x.length; t++) {
                VectorSums.oneMore(d, of + t * dStep, x[t], from, columns, partial);
            }
            VectorSums.toLanes(partial, columns, lanes, at + p % Lanes.COUNT);
        }
    }
}
