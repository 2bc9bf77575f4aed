package dev.understudy.engine.fused.kernel;

import static dev.understudy.engine.fused.kernel.VectorTiles.LENGTH;
import static dev.understudy.engine.fused.kernel.VectorTiles.PANEL;
import static dev.understudy.engine.fused.kernel.VectorTiles.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The LSTM's pointwise formulas over panels. The gates of a unit are four consecutive rows: i, f, g, o. */
final class VectorCells {
    /** Distance between the gates of two units. */
    static final int GATES = 4 * PANEL;

    private static final float[] SCALE = ofGates(0.5f, 1f);
    private static final float[] SHIFT = ofGates(0.5f, -0f);

    private VectorCells() {}

    /** [GATES]: the given values for the rows of the three sigmoid gates and for the third row, tanh. */
    private static float[] ofGates(float sigmoid, float tanh) {
        float[] rows = new float[GATES];
        for (int p = 0; p < GATES; p++) {
            rows[p] = p / PANEL == 2 ? tanh : sigmoid;
        }
        return rows;
    }

    /**
     * [I3], [I4] Activates the gates of n/GATES units in place: s·tanh(s·v) + shift is the logistic function with 0.5
     * and 0.5, and tanh itself, to the bit, with 1 and −0.
     */
    static void activate(float[] z, int at, int n) {
        for (int p = 0; p < n; p += LENGTH) {
            int gate = p % GATES;
            FloatVector s = FloatVector.fromArray(SPECIES, SCALE, gate);
            tanh(FloatVector.fromArray(SPECIES, z, at + p).mul(s))
                    .mul(s)
                    .add(FloatVector.fromArray(SPECIES, SHIFT, gate))
                    .intoArray(z, at + p);
        }
    }

    /** [I5] The cells of a panel's units: c[after ..] from the gates and c[before ..]; n = 32·units. */
    static void carry(float[] z, int z0, float[] c, int before, int after, int n) {
        for (int p = 0; p < n; p += LENGTH) {
            int gate = z0 + p / PANEL * GATES + p % PANEL;
            FloatVector forgotten =
                    FloatVector.fromArray(SPECIES, z, gate + PANEL).mul(FloatVector.fromArray(SPECIES, c, before + p));
            FloatVector added =
                    FloatVector.fromArray(SPECIES, z, gate).mul(FloatVector.fromArray(SPECIES, z, gate + 2 * PANEL));
            forgotten.add(added).intoArray(c, after + p);
        }
    }

    /**
     * [I3] t[to ..] = tanh(c[from ..]). A loop of its own: together with [I5] the compiler would put vectors into
     * memory.
     */
    static void tanhOf(float[] c, int from, float[] t, int to, int n) {
        for (int p = 0; p < n; p += LENGTH) {
            tanh(FloatVector.fromArray(SPECIES, c, from + p)).intoArray(t, to + p);
        }
    }

    /** [I6] h[h0 ..] from the gates and t[at ..]; n = 32·units. */
    static void output(float[] z, int z0, float[] t, int at, float[] h, int h0, int n) {
        for (int p = 0; p < n; p += LENGTH) {
            FloatVector.fromArray(SPECIES, z, z0 + p / PANEL * GATES + p % PANEL + 3 * PANEL)
                    .mul(FloatVector.fromArray(SPECIES, t, at + p))
                    .intoArray(h, h0 + p);
        }
    }

    /**
     * Backward through [I5] and [I6] by [I8]–[I11]: the gates are replaced by their gradients, and dc becomes the
     * gradient by c before the step.
     */
    static void cellBackward(
            float[] z, int z0, float[] c, int before, float[] tanhC, float[] dh, int dh0, float[] dc, int dc0, int n) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int p = 0; p < n; p += LENGTH) {
            int gate = z0 + p / PANEL * GATES + p % PANEL;
            FloatVector down = FloatVector.fromArray(SPECIES, dh, dh0 + p);
            FloatVector o = FloatVector.fromArray(SPECIES, z, gate + 3 * PANEL);
            FloatVector t = FloatVector.fromArray(SPECIES, tanhC, before + p);
            FloatVector carried =
                    FloatVector.fromArray(SPECIES, dc, dc0 + p).add(down.mul(o).mul(one.sub(t.mul(t)))); // [I10]
            down.mul(t).mul(o.mul(one.sub(o))).intoArray(z, gate + 3 * PANEL); // [I11]; the other gates below
            FloatVector i = FloatVector.fromArray(SPECIES, z, gate);
            FloatVector f = FloatVector.fromArray(SPECIES, z, gate + PANEL);
            FloatVector g = FloatVector.fromArray(SPECIES, z, gate + 2 * PANEL);
            carried.mul(g).mul(i.mul(one.sub(i))).intoArray(z, gate);
            carried.mul(FloatVector.fromArray(SPECIES, c, before + p))
                    .mul(f.mul(one.sub(f)))
                    .intoArray(z, gate + PANEL);
            carried.mul(i).mul(one.sub(g.mul(g))).intoArray(z, gate + 2 * PANEL);
            carried.mul(f).intoArray(dc, dc0 + p);
        }
    }

    /** Adds a part to a panel's row of d[d0 ..]. */
    static void add(float[] part, int at, float[] d, int d0) {
        for (int p = 0; p < PANEL; p++) {
            d[d0 + p] += part[at + p];
        }
    }

    /** [I3] Comparisons are false for NaN, so that it stays NaN. */
    private static FloatVector tanh(FloatVector v) {
        FloatVector x = v.blend(7.9053111f, v.compare(VectorOperators.GT, 7.9053111f))
                .blend(-7.9053111f, v.compare(VectorOperators.LT, -7.9053111f));
        FloatVector s = x.mul(x);
        FloatVector p = s.mul(-2.76076847742355e-16f).add(2.00018790482477e-13f);
        p = p.mul(s).add(-8.60467152213735e-11f);
        p = p.mul(s).add(5.12229709037114e-08f);
        p = p.mul(s).add(1.48572235717979e-05f);
        p = p.mul(s).add(6.37261928875436e-04f);
        p = p.mul(s).add(4.89352455891786e-03f);
        FloatVector q = s.mul(1.19825839466702e-06f).add(1.18534705686654e-04f);
        q = q.mul(s).add(2.26843463243900e-03f);
        q = q.mul(s).add(4.89352518554385e-03f);
        return x.mul(p).div(q);
    }
}
