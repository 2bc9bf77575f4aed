package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The LSTM's matrix products with sums in registers, over panels. A panel is {@link #PANEL} coordinates, and its rows
 * are contiguous, so that a loop over rows has a constant stride and the compiler checks its bounds once. A tile is
 * four rows by two vectors: eight sums, which leaves half of sixteen registers for operands. Multiplication and
 * addition are separate, as in plain Java, so that the bits are the same. Each method is one loop nest without calls,
 * since the compiler might not inline a call, and a vector outside a register is slow. Loops take two columns at a
 * time: otherwise the loop's own instructions are a third of the work.
 */
final class VectorTiles {
    /**
     * The longest vectors that this Java's compiler keeps in registers. JDK 17 stores sixteen floats through a call: an
     * LSTM of twenty units over the whole meta-step takes 2.2 times as long with them as with eight on a processor that
     * has both; JDK 25 is as fast with either.
     */
    static final VectorSpecies<Float> SPECIES = longest(Runtime.version().feature() < 25 ? 8 : Lanes.COUNT);
    /** Floats of a vector: 4, 8 or 16. */
    static final int LENGTH = SPECIES.length();
    /** Coordinates of a panel: two of the longest vectors. */
    static final int PANEL = 2 * Lanes.COUNT;

    private static final int TILE = 2 * LENGTH;
    private static final int TILES = PANEL / TILE;

    private VectorTiles() {}

    private static VectorSpecies<Float> longest(int floats) {
        if (FloatVector.SPECIES_PREFERRED.length() <= floats) {
            return FloatVector.SPECIES_PREFERRED;
        }
        return floats == 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_512;
    }

    /**
     * A unit's four rows in each panel: z[z0 + i·32 + p] = b[b0 + i] + Σ_j w[w0 + 4j + i]·x[x0 + j·32 + p], i = 0 … 3,
     * j below columns.
     *
     * @param columns an even number
     * @param xPanel, zPanel distance from one panel to the next
     */
    static void forward(
            float[] w,
            int w0,
            float[] b,
            int b0,
            int columns,
            float[] x,
            int x0,
            int xPanel,
            float[] z,
            int z0,
            int zPanel,
            int panels) {
        for (int m = 0; m < panels * TILES; m++) {
            FloatVector s00 = FloatVector.broadcast(SPECIES, b[b0]);
            FloatVector s10 = FloatVector.broadcast(SPECIES, b[b0 + 1]);
            FloatVector s20 = FloatVector.broadcast(SPECIES, b[b0 + 2]);
            FloatVector s30 = FloatVector.broadcast(SPECIES, b[b0 + 3]);
            FloatVector s01 = s00;
            FloatVector s11 = s10;
            FloatVector s21 = s20;
            FloatVector s31 = s30;
            int at = x0 + m / TILES * xPanel + m % TILES * TILE;
            for (int j = 0; j < columns; j += 2) {
                int i = at + PANEL * j;
                int k = w0 + 4 * j;
                FloatVector v0 = FloatVector.fromArray(SPECIES, x, i);
                FloatVector v1 = FloatVector.fromArray(SPECIES, x, i + LENGTH);
                FloatVector c = FloatVector.broadcast(SPECIES, w[k]);
                s00 = s00.add(c.mul(v0));
                s01 = s01.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 1]);
                s10 = s10.add(c.mul(v0));
                s11 = s11.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 2]);
                s20 = s20.add(c.mul(v0));
                s21 = s21.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 3]);
                s30 = s30.add(c.mul(v0));
                s31 = s31.add(c.mul(v1));
                v0 = FloatVector.fromArray(SPECIES, x, i + PANEL);
                v1 = FloatVector.fromArray(SPECIES, x, i + PANEL + LENGTH);
                c = FloatVector.broadcast(SPECIES, w[k + 4]);
                s00 = s00.add(c.mul(v0));
                s01 = s01.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 5]);
                s10 = s10.add(c.mul(v0));
                s11 = s11.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 6]);
                s20 = s20.add(c.mul(v0));
                s21 = s21.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 7]);
                s30 = s30.add(c.mul(v0));
                s31 = s31.add(c.mul(v1));
            }
            int to = z0 + m / TILES * zPanel + m % TILES * TILE;
            s00.intoArray(z, to);
            s01.intoArray(z, to + LENGTH);
            s10.intoArray(z, to + PANEL);
            s11.intoArray(z, to + PANEL + LENGTH);
            s20.intoArray(z, to + 2 * PANEL);
            s21.intoArray(z, to + 2 * PANEL + LENGTH);
            s30.intoArray(z, to + 3 * PANEL);
            s31.intoArray(z, to + 3 * PANEL + LENGTH);
        }
    }

    /** Four rows of a panel: d[d0 + i·32 + p] = Σ_r w[w0 + 4r + i]·x[x0 + r·32 + p], i = 0 … 3, r below rows, an even number. */
    static void backward(float[] w, int w0, int rows, float[] x, int x0, float[] d, int d0) {
        for (int m = 0; m < PANEL; m += TILE) {
            FloatVector s00 = FloatVector.zero(SPECIES);
            FloatVector s01 = FloatVector.zero(SPECIES);
            FloatVector s10 = FloatVector.zero(SPECIES);
            FloatVector s11 = FloatVector.zero(SPECIES);
            FloatVector s20 = FloatVector.zero(SPECIES);
            FloatVector s21 = FloatVector.zero(SPECIES);
            FloatVector s30 = FloatVector.zero(SPECIES);
            FloatVector s31 = FloatVector.zero(SPECIES);
            int at = x0 + m;
            for (int r = 0; r < rows; r += 2) {
                int i = at + PANEL * r;
                int k = w0 + 4 * r;
                FloatVector v0 = FloatVector.fromArray(SPECIES, x, i);
                FloatVector v1 = FloatVector.fromArray(SPECIES, x, i + LENGTH);
                FloatVector c = FloatVector.broadcast(SPECIES, w[k]);
                s00 = s00.add(c.mul(v0));
                s01 = s01.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 1]);
                s10 = s10.add(c.mul(v0));
                s11 = s11.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 2]);
                s20 = s20.add(c.mul(v0));
                s21 = s21.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 3]);
                s30 = s30.add(c.mul(v0));
                s31 = s31.add(c.mul(v1));
                v0 = FloatVector.fromArray(SPECIES, x, i + PANEL);
                v1 = FloatVector.fromArray(SPECIES, x, i + PANEL + LENGTH);
                c = FloatVector.broadcast(SPECIES, w[k + 4]);
                s00 = s00.add(c.mul(v0));
                s01 = s01.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 5]);
                s10 = s10.add(c.mul(v0));
                s11 = s11.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 6]);
                s20 = s20.add(c.mul(v0));
                s21 = s21.add(c.mul(v1));
                c = FloatVector.broadcast(SPECIES, w[k + 7]);
                s30 = s30.add(c.mul(v0));
                s31 = s31.add(c.mul(v1));
            }
            int to = d0 + m;
            s00.intoArray(d, to);
            s01.intoArray(d, to + LENGTH);
            s10.intoArray(d, to + PANEL);
            s11.intoArray(d, to + PANEL + LENGTH);
            s20.intoArray(d, to + 2 * PANEL);
            s21.intoArray(d, to + 2 * PANEL + LENGTH);
            s30.intoArray(d, to + 3 * PANEL);
            s31.intoArray(d, to + 3 * PANEL + LENGTH);
        }
    }
}
