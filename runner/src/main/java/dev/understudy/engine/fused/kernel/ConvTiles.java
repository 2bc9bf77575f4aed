package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A convolution's loops with sums in registers; each result is summed in the order of plain Java, whatever a vector's length. */
final class ConvTiles {
    /** Rows of images are short, so vectors of more than eight would mostly be empty. */
    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() > 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_PREFERRED;

    static final int LENGTH = SPECIES.length();
    private static final float[] COUNT = {0, 1, 2, 3, 4, 5, 6, 7};

    private ConvTiles() {}

    /** The planes a, b, c, d of the output, two vectors at a time. */
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

    /** The planes a and b, four vectors at a time. */
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

    /** Rows of a kernel, five at a time: sums[s0 + r·LENGTH ..] += Σ_j value[j]·in[at[j] + rows[r] ..], j from first to end − 1. */
    static void addWeights(float[] in, int[] at, float[] value, int first, int end, int[] rows, float[] sums, int s0) {
        int s = s0;
        for (int r = 0; r < rows.length; r += 5, s += 5 * LENGTH) {
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
    }

    /** gradient[at + rows[r] + x] += value·theta[w0 + r·k + x], x below k; what a vector holds beyond that stays as it is. */
    static void spread(float value, float[] theta, int w0, int k, float[] gradient, int at, int[] rows) {
        FloatVector v = FloatVector.broadcast(SPECIES, value);
        VectorMask<Float> mask = FloatVector.fromArray(SPECIES, COUNT, 0).compare(VectorOperators.LT, (float) k);
        for (int r = 0; r < rows.length; r++) {
            int i = at + rows[r];
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
            FloatVector w = FloatVector.fromArray(SPECIES, theta, w0 + r * k);
            g.blend(g.add(v.mul(w)), mask).intoArray(gradient, i);
        }
    }
}
