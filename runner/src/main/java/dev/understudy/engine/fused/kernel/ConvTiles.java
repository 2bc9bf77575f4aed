package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of a convolution with sums in registers. Each result is summed in the order of plain Java, for any vector
 * length.
 */
final class ConvTiles {
    /** Rows of images are short, so vectors of more than eight values would mostly be empty. */
    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() > 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_PREFERRED;

    static final int LENGTH = SPECIES.length();
    /** A vector of k ones and then zeros, from index 8 − k on. */
    private static final float[] ONES = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};

    private ConvTiles() {}

    /** Computes the planes a, b, c, d of the output, two vectors at a time. */
    static void four(
            float[] theta,
            int w0,
            int columns,
            int b0,
            int a,
            int b,
            int c,
            int d,
            int[] taps,
            float[] in,
            int[] from,
            float[] out,
            int[] to,
            int plane) {
        int wa = w0 + a * columns;
        int wb = w0 + b * columns;
        int wc = w0 + c * columns;
        int wd = w0 + d * columns;
        for (int i = 0; i < from.length; i += 2) {
            FloatVector a0 = FloatVector.broadcast(SPECIES, theta[b0 + a]);
            FloatVector b1 = FloatVector.broadcast(SPECIES, theta[b0 + b]);
            FloatVector c0 = FloatVector.broadcast(SPECIES, theta[b0 + c]);
            FloatVector d0 = FloatVector.broadcast(SPECIES, theta[b0 + d]);
            FloatVector a1 = a0;
            FloatVector b2 = b1;
            FloatVector c1 = c0;
            FloatVector d1 = d0;
            int p = from[i];
            int q = from[i + 1];
            for (int j = 0; j < columns; j++) {
                int tap = taps[j];
                FloatVector v = FloatVector.fromArray(SPECIES, in, p + tap);
                FloatVector u = FloatVector.fromArray(SPECIES, in, q + tap);
                FloatVector w = FloatVector.broadcast(SPECIES, theta[wa + j]);
                a0 = a0.add(w.mul(v));
                a1 = a1.add(w.mul(u));
                w = FloatVector.broadcast(SPECIES, theta[wb + j]);
                b1 = b1.add(w.mul(v));
                b2 = b2.add(w.mul(u));
                w = FloatVector.broadcast(SPECIES, theta[wc + j]);
                c0 = c0.add(w.mul(v));
                c1 = c1.add(w.mul(u));
                w = FloatVector.broadcast(SPECIES, theta[wd + j]);
                d0 = d0.add(w.mul(v));
                d1 = d1.add(w.mul(u));
            }
            p = to[i];
            q = to[i + 1];
            a0.intoArray(out, a * plane + p);
            a1.intoArray(out, a * plane + q);
            b1.intoArray(out, b * plane + p);
            b2.intoArray(out, b * plane + q);
            c0.intoArray(out, c * plane + p);
            c1.intoArray(out, c * plane + q);
            d0.intoArray(out, d * plane + p);
            d1.intoArray(out, d * plane + q);
        }
    }

    /** Computes the planes a and b of the output, four vectors at a time. */
    static void two(
            float[] theta,
            int w0,
            int columns,
            int b0,
            int a,
            int b,
            int[] taps,
            float[] in,
            int[] from,
            float[] out,
            int[] to,
            int plane) {
        int wa = w0 + a * columns;
        int wb = w0 + b * columns;
        for (int i = 0; i < from.length; i += 4) {
            FloatVector a0 = FloatVector.broadcast(SPECIES, theta[b0 + a]);
            FloatVector c0 = FloatVector.broadcast(SPECIES, theta[b0 + b]);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            FloatVector c1 = c0;
            FloatVector c2 = c0;
            FloatVector c3 = c0;
            int p = from[i];
            int q = from[i + 1];
            int r = from[i + 2];
            int s = from[i + 3];
            for (int j = 0; j < columns; j++) {
                int tap = taps[j];
                FloatVector w = FloatVector.broadcast(SPECIES, theta[wa + j]);
                FloatVector u = FloatVector.broadcast(SPECIES, theta[wb + j]);
                FloatVector v = FloatVector.fromArray(SPECIES, in, p + tap);
                a0 = a0.add(w.mul(v));
                c0 = c0.add(u.mul(v));
                v = FloatVector.fromArray(SPECIES, in, q + tap);
                a1 = a1.add(w.mul(v));
                c1 = c1.add(u.mul(v));
                v = FloatVector.fromArray(SPECIES, in, r + tap);
                a2 = a2.add(w.mul(v));
                c2 = c2.add(u.mul(v));
                v = FloatVector.fromArray(SPECIES, in, s + tap);
                a3 = a3.add(w.mul(v));
                c3 = c3.add(u.mul(v));
            }
            a0.intoArray(out, a * plane + to[i]);
            a1.intoArray(out, a * plane + to[i + 1]);
            a2.intoArray(out, a * plane + to[i + 2]);
            a3.intoArray(out, a * plane + to[i + 3]);
            c0.intoArray(out, b * plane + to[i]);
            c1.intoArray(out, b * plane + to[i + 1]);
            c2.intoArray(out, b * plane + to[i + 2]);
            c3.intoArray(out, b * plane + to[i + 3]);
        }
    }

    /**
     * Ten rows of a kernel at a time: sums[s0 + r·LENGTH ..] += Σ_j value[j]·in[at[j] + rows[r] ..], j from first to
     * end − 1.
     *
     * @return the number of rows done; fewer than ten are left
     */
    static int ten(float[] in, int[] at, float[] value, int first, int end, int[] rows, float[] sums, int s0) {
        int r = 0;
        int s = s0;
        for (; r + 10 <= rows.length; r += 10, s += 10 * LENGTH) {
            int r0 = rows[r];
            int r1 = rows[r + 1];
            int r2 = rows[r + 2];
            int r3 = rows[r + 3];
            int r4 = rows[r + 4];
            int r5 = rows[r + 5];
            int r6 = rows[r + 6];
            int r7 = rows[r + 7];
            int r8 = rows[r + 8];
            int r9 = rows[r + 9];
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, s);
            FloatVector s1 = FloatVector.fromArray(SPECIES, sums, s + LENGTH);
            FloatVector s2 = FloatVector.fromArray(SPECIES, sums, s + 2 * LENGTH);
            FloatVector s3 = FloatVector.fromArray(SPECIES, sums, s + 3 * LENGTH);
            FloatVector s4 = FloatVector.fromArray(SPECIES, sums, s + 4 * LENGTH);
            FloatVector s5 = FloatVector.fromArray(SPECIES, sums, s + 5 * LENGTH);
            FloatVector s6 = FloatVector.fromArray(SPECIES, sums, s + 6 * LENGTH);
            FloatVector s7 = FloatVector.fromArray(SPECIES, sums, s + 7 * LENGTH);
            FloatVector s8 = FloatVector.fromArray(SPECIES, sums, s + 8 * LENGTH);
            FloatVector s9 = FloatVector.fromArray(SPECIES, sums, s + 9 * LENGTH);
            for (int j = first; j < end; j++) {
                FloatVector v = FloatVector.broadcast(SPECIES, value[j]);
                int i = at[j];
                sum = sum.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r0)));
                s1 = s1.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r1)));
                s2 = s2.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r2)));
                s3 = s3.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r3)));
                s4 = s4.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r4)));
                s5 = s5.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r5)));
                s6 = s6.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r6)));
                s7 = s7.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r7)));
                s8 = s8.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r8)));
                s9 = s9.add(v.mul(FloatVector.fromArray(SPECIES, in, i + r9)));
            }
            sum.intoArray(sums, s);
            s1.intoArray(sums, s + LENGTH);
            s2.intoArray(sums, s + 2 * LENGTH);
            s3.intoArray(sums, s + 3 * LENGTH);
            s4.intoArray(sums, s + 4 * LENGTH);
            s5.intoArray(sums, s + 5 * LENGTH);
            s6.intoArray(sums, s + 6 * LENGTH);
            s7.intoArray(sums, s + 7 * LENGTH);
            s8.intoArray(sums, s + 8 * LENGTH);
            s9.intoArray(sums, s + 9 * LENGTH);
        }
        return r;
    }

    /** The same for the five rows from r on. */
    static void five(float[] in, int[] at, float[] value, int first, int end, int[] rows, int r, float[] sums, int s) {
        int p = rows[r];
        int q = rows[r + 1];
        int t = rows[r + 2];
        int u = rows[r + 3];
        int w = rows[r + 4];
        FloatVector a = FloatVector.fromArray(SPECIES, sums, s);
        FloatVector b = FloatVector.fromArray(SPECIES, sums, s + LENGTH);
        FloatVector c = FloatVector.fromArray(SPECIES, sums, s + 2 * LENGTH);
        FloatVector d = FloatVector.fromArray(SPECIES, sums, s + 3 * LENGTH);
        FloatVector e = FloatVector.fromArray(SPECIES, sums, s + 4 * LENGTH);
        for (int j = first; j < end; j++) {
            FloatVector v = FloatVector.broadcast(SPECIES, value[j]);
            int i = at[j];
            a = a.add(v.mul(FloatVector.fromArray(SPECIES, in, i + p)));
            b = b.add(v.mul(FloatVector.fromArray(SPECIES, in, i + q)));
            c = c.add(v.mul(FloatVector.fromArray(SPECIES, in, i + t)));
            d = d.add(v.mul(FloatVector.fromArray(SPECIES, in, i + u)));
            e = e.add(v.mul(FloatVector.fromArray(SPECIES, in, i + w)));
        }
        a.intoArray(sums, s);
        b.intoArray(sums, s + LENGTH);
        c.intoArray(sums, s + 2 * LENGTH);
        d.intoArray(sums, s + 3 * LENGTH);
        e.intoArray(sums, s + 4 * LENGTH);
    }

    /**
     * gradient[at[j] + rows[r] + x] += value[j]·theta[w0 + r·k + x], x below k, j from first to end − 1. The rest of a
     * vector adds 0·theta, so all values read from theta must be finite. Rows may overlap as vectors, since each is
     * read after the previous one is written.
     */
    static void spread(
            float[] value, int[] at, int first, int end, float[] theta, int w0, int k, float[] gradient, int[] rows) {
        FloatVector ones = FloatVector.fromArray(SPECIES, ONES, 8 - k);
        for (int j = first; j < end; j++) {
            FloatVector v = ones.mul(value[j]);
            int w = w0;
            for (int r = 0; r < rows.length; r++, w += k) {
                int i = at[j] + rows[r];
                FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
                g.add(v.mul(FloatVector.fromArray(SPECIES, theta, w))).intoArray(gradient, i);
            }
        }
    }

    /** True if all of values[from .. to − 1] are finite. */
    static boolean finite(float[] values, int from, int to) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector sum = zero;
        int i = from;
        for (; i + LENGTH <= to; i += LENGTH) {
            sum = sum.add(zero.mul(FloatVector.fromArray(SPECIES, values, i)));
        }
        float rest = sum.reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            rest += 0f * values[i];
        }
        return rest == 0f;
    }

    /**
     * gradient[w0 + r·k + x] = sums[row r·LENGTH + x], x below k, for n rows. Each vector overwrites the end of the
     * previous one, so the array must have room for a whole vector at the last row.
     */
    static void collect(float[] sums, int s0, int n, int k, float[] gradient, int w0) {
        for (int r = 0; r < n; r++) {
            FloatVector.fromArray(SPECIES, sums, s0 + r * LENGTH).intoArray(gradient, w0 + r * k);
        }
    }
}
