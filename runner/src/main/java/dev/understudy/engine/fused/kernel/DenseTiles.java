package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of a dense layer with sums in registers. */
final class DenseTiles {
    static final VectorSpecies<Float> SPECIES = ConvTiles.SPECIES;
    static final int LENGTH = SPECIES.length();

    /** Units of a panel: their weights of one input are adjacent. */
    static final int PANEL = Lanes.COUNT;

    private static final int TILE = 2 * LENGTH;
    private static final int TILES = PANEL / TILE;

    private DenseTiles() {}

    /** [L3] lanes[16·u + i mod 16] = Σ_i theta[w_u + i]·in[i], i ascending below n, for the rows of four units u. */
    static void products(float[] theta, int w0, int w1, int w2, int w3, float[] in, int n, float[] lanes) {
        for (int half = 0; half < Lanes.COUNT; half += 2 * LENGTH) {
            FloatVector a0 = FloatVector.zero(SPECIES);
            FloatVector a1 = a0;
            FloatVector b0 = a0;
            FloatVector b1 = a0;
            FloatVector c0 = a0;
            FloatVector c1 = a0;
            FloatVector d0 = a0;
            FloatVector d1 = a0;
            for (int i = half; i < n; i += Lanes.COUNT) {
                FloatVector v = FloatVector.fromArray(SPECIES, in, i);
                a0 = a0.add(v.mul(FloatVector.fromArray(SPECIES, theta, w0 + i)));
                b0 = b0.add(v.mul(FloatVector.fromArray(SPECIES, theta, w1 + i)));
                c0 = c0.add(v.mul(FloatVector.fromArray(SPECIES, theta, w2 + i)));
                d0 = d0.add(v.mul(FloatVector.fromArray(SPECIES, theta, w3 + i)));
                int k = i + LENGTH;
                v = FloatVector.fromArray(SPECIES, in, k);
                a1 = a1.add(v.mul(FloatVector.fromArray(SPECIES, theta, w0 + k)));
                b1 = b1.add(v.mul(FloatVector.fromArray(SPECIES, theta, w1 + k)));
                c1 = c1.add(v.mul(FloatVector.fromArray(SPECIES, theta, w2 + k)));
                d1 = d1.add(v.mul(FloatVector.fromArray(SPECIES, theta, w3 + k)));
            }
            a0.intoArray(lanes, half);
            a1.intoArray(lanes, half + LENGTH);
            b0.intoArray(lanes, Lanes.COUNT + half);
            b1.intoArray(lanes, Lanes.COUNT + half + LENGTH);
            c0.intoArray(lanes, 2 * Lanes.COUNT + half);
            c1.intoArray(lanes, 2 * Lanes.COUNT + half + LENGTH);
            d0.intoArray(lanes, 3 * Lanes.COUNT + half);
            d1.intoArray(lanes, 3 * Lanes.COUNT + half + LENGTH);
        }
    }

    /**
     * [L3] Computes a quarter of each unit's sum at a time, the lanes l, l + 4, l + 8 and l + 12 added pairwise: to
     * quarters [tiles][4][2 vectors], from w[panel][n][16]. A vector holds units, so no sum goes across a vector; n is
     * a multiple of 16.
     */
    static void panels(float[] in, int n, float[] w, int panels, float[] quarters) {
        for (int m = 0; m < 4 * TILES * panels; m++) {
            int l = m % 4;
            FloatVector a0 = FloatVector.zero(SPECIES);
            FloatVector b0 = a0;
            FloatVector a1 = a0;
            FloatVector b1 = a0;
            FloatVector a2 = a0;
            FloatVector b2 = a0;
            FloatVector a3 = a0;
            FloatVector b3 = a0;
            int w0 = m / 4 / TILES * PANEL * n + m / 4 % TILES * TILE + l * PANEL;
            for (int i = 0; i < n; i += Lanes.COUNT) {
                int k = w0 + i * PANEL;
                FloatVector v = FloatVector.broadcast(SPECIES, in[i + l]);
                a0 = a0.add(v.mul(FloatVector.fromArray(SPECIES, w, k)));
                b0 = b0.add(v.mul(FloatVector.fromArray(SPECIES, w, k + LENGTH)));
                v = FloatVector.broadcast(SPECIES, in[i + l + 4]);
                a1 = a1.add(v.mul(FloatVector.fromArray(SPECIES, w, k + 4 * PANEL)));
                b1 = b1.add(v.mul(FloatVector.fromArray(SPECIES, w, k + 4 * PANEL + LENGTH)));
                v = FloatVector.broadcast(SPECIES, in[i + l + 8]);
                a2 = a2.add(v.mul(FloatVector.fromArray(SPECIES, w, k + 8 * PANEL)));
                b2 = b2.add(v.mul(FloatVector.fromArray(SPECIES, w, k + 8 * PANEL + LENGTH)));
                v = FloatVector.broadcast(SPECIES, in[i + l + 12]);
                a3 = a3.add(v.mul(FloatVector.fromArray(SPECIES, w, k + 12 * PANEL)));
                b3 = b3.add(v.mul(FloatVector.fromArray(SPECIES, w, k + 12 * PANEL + LENGTH)));
            }
            a0.add(a2).add(a1.add(a3)).intoArray(quarters, m * TILE);
            b0.add(b2).add(b1.add(b3)).intoArray(quarters, m * TILE + LENGTH);
        }
    }

    /** [L3] out = bias + the sum of the quarters from {@link #panels}. */
    static void join(float[] bias, float[] quarters, int panels, float[] out) {
        for (int i = 0; i < panels * PANEL; i += LENGTH) {
            int q = i / TILE * 4 * TILE + i % TILE;
            FloatVector even = FloatVector.fromArray(SPECIES, quarters, q)
                    .add(FloatVector.fromArray(SPECIES, quarters, q + 2 * TILE));
            FloatVector odd = FloatVector.fromArray(SPECIES, quarters, q + TILE)
                    .add(FloatVector.fromArray(SPECIES, quarters, q + 3 * TILE));
            FloatVector.fromArray(SPECIES, bias, i).add(even.add(odd)).intoArray(out, i);
        }
    }

    /** sum[at ..] = Σ_j d[j]·x[x0 + which[j]·by ..], for eight vectors. */
    static void eight(float[] d, int[] which, int n, float[] x, int x0, int by, float[] sum, int at) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int j = 0; j < n; j++) {
            FloatVector v = FloatVector.broadcast(SPECIES, d[j]);
            int i = x0 + which[j] * by;
            s0 = s0.add(v.mul(FloatVector.fromArray(SPECIES, x, i)));
            s1 = s1.add(v.mul(FloatVector.fromArray(SPECIES, x, i + LENGTH)));
            s2 = s2.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 2 * LENGTH)));
            s3 = s3.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 3 * LENGTH)));
            s4 = s4.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 4 * LENGTH)));
            s5 = s5.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 5 * LENGTH)));
            s6 = s6.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 6 * LENGTH)));
            s7 = s7.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 7 * LENGTH)));
        }
        s0.intoArray(sum, at);
        s1.intoArray(sum, at + LENGTH);
        s2.intoArray(sum, at + 2 * LENGTH);
        s3.intoArray(sum, at + 3 * LENGTH);
        s4.intoArray(sum, at + 4 * LENGTH);
        s5.intoArray(sum, at + 5 * LENGTH);
        s6.intoArray(sum, at + 6 * LENGTH);
        s7.intoArray(sum, at + 7 * LENGTH);
    }

    /** The same for four vectors. */
    static void four(float[] d, int[] which, int n, float[] x, int x0, int by, float[] sum, int at) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int j = 0; j < n; j++) {
            FloatVector v = FloatVector.broadcast(SPECIES, d[j]);
            int i = x0 + which[j] * by;
            s0 = s0.add(v.mul(FloatVector.fromArray(SPECIES, x, i)));
            s1 = s1.add(v.mul(FloatVector.fromArray(SPECIES, x, i + LENGTH)));
            s2 = s2.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 2 * LENGTH)));
            s3 = s3.add(v.mul(FloatVector.fromArray(SPECIES, x, i + 3 * LENGTH)));
        }
        s0.intoArray(sum, at);
        s1.intoArray(sum, at + LENGTH);
        s2.intoArray(sum, at + 2 * LENGTH);
        s3.intoArray(sum, at + 3 * LENGTH);
    }

    /** The same for one vector. */
    static void one(float[] d, int[] which, int n, float[] x, int x0, int by, float[] sum, int at) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        for (int j = 0; j < n; j++) {
            FloatVector v = FloatVector.broadcast(SPECIES, d[j]);
            int i = x0 + which[j] * by;
            s0 = s0.add(v.mul(FloatVector.fromArray(SPECIES, x, i)));
        }
        s0.intoArray(sum, at);
    }
}
