package dev.understudy.engine.fused.kernel;

import static dev.understudy.engine.fused.kernel.VectorTiles.LENGTH;
import static dev.understudy.engine.fused.kernel.VectorTiles.PANEL;
import static dev.understudy.engine.fused.kernel.VectorTiles.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * [L3] The gradients of two rows of weights, that of d and the next one: lanes[at + 32·j + p mod 16] += Σ_t
 * d[t][p]·x[t][j][p], p ascending, and 16 further on the same for the second row. The rows of d stay in registers
 * during the loop over columns. Each step's x is an array of its own, so that one index serves all of them.
 */
final class VectorSums {
    private static final int BOTH = 2 * Lanes.COUNT;

    private VectorSums() {}

    /**
     * All panels of a block, for five steps, which most unrolls have.
     *
     * @param dStep distance from one step to the next
     * @param dPanel, xPanel distance from one panel to the next
     */
    static void fiveSteps(
            float[] d,
            int d0,
            int dStep,
            int dPanel,
            float[] xa,
            float[] xb,
            float[] xc,
            float[] xd,
            float[] xe,
            int x0,
            int xPanel,
            int columns,
            int panels,
            float[] lanes,
            int at) {
        for (int p = 0; p < PANEL * panels; p += LENGTH) {
            int q = d0 + p / PANEL * dPanel + p % PANEL;
            FloatVector a0 = FloatVector.fromArray(SPECIES, d, q);
            FloatVector a1 = FloatVector.fromArray(SPECIES, d, q + dStep);
            FloatVector a2 = FloatVector.fromArray(SPECIES, d, q + 2 * dStep);
            FloatVector a3 = FloatVector.fromArray(SPECIES, d, q + 3 * dStep);
            FloatVector a4 = FloatVector.fromArray(SPECIES, d, q + 4 * dStep);
            q += PANEL;
            FloatVector b0 = FloatVector.fromArray(SPECIES, d, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, d, q + dStep);
            FloatVector b2 = FloatVector.fromArray(SPECIES, d, q + 2 * dStep);
            FloatVector b3 = FloatVector.fromArray(SPECIES, d, q + 3 * dStep);
            FloatVector b4 = FloatVector.fromArray(SPECIES, d, q + 4 * dStep);
            int to = at + p % Lanes.COUNT;
            int from = x0 + p / PANEL * xPanel + p % PANEL;
            for (int j = 0; j < columns; j++) {
                int i = from + PANEL * j;
                FloatVector v = FloatVector.fromArray(SPECIES, xa, i);
                FloatVector s = a0.mul(v);
                FloatVector r = b0.mul(v);
                v = FloatVector.fromArray(SPECIES, xb, i);
                s = s.add(a1.mul(v));
                r = r.add(b1.mul(v));
                v = FloatVector.fromArray(SPECIES, xc, i);
                s = s.add(a2.mul(v));
                r = r.add(b2.mul(v));
                v = FloatVector.fromArray(SPECIES, xd, i);
                s = s.add(a3.mul(v));
                r = r.add(b3.mul(v));
                v = FloatVector.fromArray(SPECIES, xe, i);
                s = s.add(a4.mul(v));
                r = r.add(b4.mul(v));
                int l = to + BOTH * j;
                FloatVector.fromArray(SPECIES, lanes, l).add(s).intoArray(lanes, l);
                FloatVector.fromArray(SPECIES, lanes, l + Lanes.COUNT).add(r).intoArray(lanes, l + Lanes.COUNT);
            }
        }
    }

    /**
     * The first step of an unroll of any length, for one vector from x[from] on: writes partial [columns][two
     * rows][LENGTH].
     */
    static void first(float[] d, int d0, float[] x, int from, int columns, float[] partial) {
        FloatVector a = FloatVector.fromArray(SPECIES, d, d0);
        FloatVector b = FloatVector.fromArray(SPECIES, d, d0 + PANEL);
        for (int j = 0; j < columns; j++) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, from + PANEL * j);
            a.mul(v).intoArray(partial, 2 * LENGTH * j);
            b.mul(v).intoArray(partial, 2 * LENGTH * j + LENGTH);
        }
    }

    /** Adds four more steps to partial. */
    static void fourMore(
            float[] d,
            int d0,
            int dStep,
            float[] xa,
            float[] xb,
            float[] xc,
            float[] xd,
            int from,
            int columns,
            float[] partial) {
        int q = d0;
        FloatVector a0 = FloatVector.fromArray(SPECIES, d, q);
        FloatVector a1 = FloatVector.fromArray(SPECIES, d, q + dStep);
        FloatVector a2 = FloatVector.fromArray(SPECIES, d, q + 2 * dStep);
        FloatVector a3 = FloatVector.fromArray(SPECIES, d, q + 3 * dStep);
        q += PANEL;
        FloatVector b0 = FloatVector.fromArray(SPECIES, d, q);
        FloatVector b1 = FloatVector.fromArray(SPECIES, d, q + dStep);
        FloatVector b2 = FloatVector.fromArray(SPECIES, d, q + 2 * dStep);
        FloatVector b3 = FloatVector.fromArray(SPECIES, d, q + 3 * dStep);
        for (int j = 0; j < columns; j++) {
            int i = from + PANEL * j;
            int l = 2 * LENGTH * j;
            FloatVector v = FloatVector.fromArray(SPECIES, xa, i);
            FloatVector s = FloatVector.fromArray(SPECIES, partial, l).add(a0.mul(v));
            FloatVector r = FloatVector.fromArray(SPECIES, partial, l + LENGTH).add(b0.mul(v));
            v = FloatVector.fromArray(SPECIES, xb, i);
            s = s.add(a1.mul(v));
            r = r.add(b1.mul(v));
            v = FloatVector.fromArray(SPECIES, xc, i);
            s = s.add(a2.mul(v));
            r = r.add(b2.mul(v));
            v = FloatVector.fromArray(SPECIES, xd, i);
            s = s.add(a3.mul(v));
            r = r.add(b3.mul(v));
            s.intoArray(partial, l);
            r.intoArray(partial, l + LENGTH);
        }
    }

    /** Adds one more step to partial. */
    static void oneMore(float[] d, int d0, float[] x, int from, int columns, float[] partial) {
        FloatVector a = FloatVector.fromArray(SPECIES, d, d0);
        FloatVector b = FloatVector.fromArray(SPECIES, d, d0 + PANEL);
        for (int j = 0; j < columns; j++) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, from + PANEL * j);
            int i = 2 * LENGTH * j;
            FloatVector.fromArray(SPECIES, partial, i).add(a.mul(v)).intoArray(partial, i);
            i += LENGTH;
            FloatVector.fromArray(SPECIES, partial, i).add(b.mul(v)).intoArray(partial, i);
        }
    }

    /** Adds the sums of all steps to the lanes. */
    static void toLanes(float[] partial, int columns, float[] lanes, int at) {
        for (int j = 0; j < columns; j++) {
            int l = at + BOTH * j;
            FloatVector.fromArray(SPECIES, lanes, l)
                    .add(FloatVector.fromArray(SPECIES, partial, 2 * LENGTH * j))
                    .intoArray(lanes, l);
            l += Lanes.COUNT;
            FloatVector.fromArray(SPECIES, lanes, l)
                    .add(FloatVector.fromArray(SPECIES, partial, 2 * LENGTH * j + LENGTH))
                    .intoArray(lanes, l);
        }
    }
}
