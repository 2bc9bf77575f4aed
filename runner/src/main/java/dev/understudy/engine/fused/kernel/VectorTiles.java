package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The LSTM's loops with sums in registers, over rows of one array. A tile of four rows by two vectors is eight sums, which leaves half
 * of sixteen registers for what is read. Multiplication and addition stay apart, as in plain Java, so that the bits are the same.
 * Each method is one loop nest without calls that the compiler might not inline: a vector that is not in a register is slow.
 */
final class VectorTiles {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > Lanes.COUNT
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    /** Floats of a vector: 4, 8 or 16. */
    static final int LENGTH = SPECIES.length();

    private VectorTiles() {}

    /**
     * Four rows z[z0 + i·zStride + p] = b[b0 + i] + Σ_j w[w0 + 4j + i]·x[x0 + j·xStride + p], i = 0 … 3, j below columns, p below n.
     *
     * @param n a multiple of two vectors
     */
    static void forward(
            float[] w,
            int w0,
            float[] b,
            int b0,
            int columns,
            float[] x,
            int x0,
            int xStride,
            float[] z,
            int z0,
            int zStride,
            int n) {
        for (int p = 0; p < n; p += 2 * LENGTH) {
            FloatVector s00 = FloatVector.broadcast(SPECIES, b[b0]);
            FloatVector s10 = FloatVector.broadcast(SPECIES, b[b0 + 1]);
            FloatVector s20 = FloatVector.broadcast(SPECIES, b[b0 + 2]);
            FloatVector s30 = FloatVector.broadcast(SPECIES, b[b0 + 3]);
            FloatVector s01 = s00;
            FloatVector s11 = s10;
            FloatVector s21 = s20;
            FloatVector s31 = s30;
            int at = x0 + p;
            int k = w0;
            for (int j = 0; j < columns; j++, at += xStride, k += 4) {
                FloatVector v0 = FloatVector.fromArray(SPECIES, x, at);
                FloatVector v1 = FloatVector.fromArray(SPECIES, x, at + LENGTH);
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
            }
            int to = z0 + p;
            s00.intoArray(z, to);
            s01.intoArray(z, to + LENGTH);
            s10.intoArray(z, to + zStride);
            s11.intoArray(z, to + zStride + LENGTH);
            s20.intoArray(z, to + 2 * zStride);
            s21.intoArray(z, to + 2 * zStride + LENGTH);
            s30.intoArray(z, to + 3 * zStride);
            s31.intoArray(z, to + 3 * zStride + LENGTH);
        }
    }

    /**
     * Four rows d = (add ? d : 0) + Σ_r w[w0 + 4r + i]·z[z0 + r·zStride + p], r below rows, p below n.
     *
     * @param n a multiple of two vectors
     */
    static void backward(
            float[] w,
            int w0,
            int rows,
            float[] z,
            int z0,
            int zStride,
            boolean add,
            float[] d0,
            float[] d1,
            float[] d2,
            float[] d3,
            int n) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int p = 0; p < n; p += 2 * LENGTH) {
            int q = p + LENGTH;
            FloatVector s00 = add ? FloatVector.fromArray(SPECIES, d0, p) : zero;
            FloatVector s01 = add ? FloatVector.fromArray(SPECIES, d0, q) : zero;
            FloatVector s10 = add ? FloatVector.fromArray(SPECIES, d1, p) : zero;
            FloatVector s11 = add ? FloatVector.fromArray(SPECIES, d1, q) : zero;
            FloatVector s20 = add ? FloatVector.fromArray(SPECIES, d2, p) : zero;
            FloatVector s21 = add ? FloatVector.fromArray(SPECIES, d2, q) : zero;
            FloatVector s30 = add ? FloatVector.fromArray(SPECIES, d3, p) : zero;
            FloatVector s31 = add ? FloatVector.fromArray(SPECIES, d3, q) : zero;
            int at = z0 + p;
            int k = w0;
            for (int r = 0; r < rows; r++, at += zStride, k += 4) {
                FloatVector v0 = FloatVector.fromArray(SPECIES, z, at);
                FloatVector v1 = FloatVector.fromArray(SPECIES, z, at + LENGTH);
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
            }
            s00.intoArray(d0, p);
            s01.intoArray(d0, q);
            s10.intoArray(d1, p);
            s11.intoArray(d1, q);
            s20.intoArray(d2, p);
            s21.intoArray(d2, q);
            s30.intoArray(d3, p);
            s31.intoArray(d3, q);
        }
    }

    /**
     * [L3] Four weights' gradients: to lanes[at_i + p mod 16], p ascending, is added Σ_t d[d0 + i·row + t·n + p]·x[x0 + t·n + p].
     *
     * @param row T·n
     * @param n a multiple of 16
     */
    static void weights(
            float[] d,
            int d0,
            float[] x,
            int x0,
            int row,
            int steps,
            int n,
            float[] lanes,
            int at0,
            int at1,
            int at2,
            int at3) {
        for (int half = 0; half < Lanes.COUNT; half += LENGTH) {
            FloatVector a0 = FloatVector.fromArray(SPECIES, lanes, at0 + half);
            FloatVector a1 = FloatVector.fromArray(SPECIES, lanes, at1 + half);
            FloatVector a2 = FloatVector.fromArray(SPECIES, lanes, at2 + half);
            FloatVector a3 = FloatVector.fromArray(SPECIES, lanes, at3 + half);
            for (int p = half; p < n; p += Lanes.COUNT) {
                int i = d0 + p;
                int j = x0 + p;
                FloatVector v = FloatVector.fromArray(SPECIES, x, j);
                FloatVector s0 = v.mul(FloatVector.fromArray(SPECIES, d, i));
                FloatVector s1 = v.mul(FloatVector.fromArray(SPECIES, d, i + row));
                FloatVector s2 = v.mul(FloatVector.fromArray(SPECIES, d, i + 2 * row));
                FloatVector s3 = v.mul(FloatVector.fromArray(SPECIES, d, i + 3 * row));
                for (int t = 1; t < steps; t++) {
                    i += n;
                    j += n;
                    v = FloatVector.fromArray(SPECIES, x, j);
                    s0 = s0.add(v.mul(FloatVector.fromArray(SPECIES, d, i)));
                    s1 = s1.add(v.mul(FloatVector.fromArray(SPECIES, d, i + row)));
                    s2 = s2.add(v.mul(FloatVector.fromArray(SPECIES, d, i + 2 * row)));
                    s3 = s3.add(v.mul(FloatVector.fromArray(SPECIES, d, i + 3 * row)));
                }
                a0 = a0.add(s0);
                a1 = a1.add(s1);
                a2 = a2.add(s2);
                a3 = a3.add(s3);
            }
            a0.intoArray(lanes, at0 + half);
            a1.intoArray(lanes, at1 + half);
            a2.intoArray(lanes, at2 + half);
            a3.intoArray(lanes, at3 + half);
        }
    }

    /**
     * [L3] Two weights of each column, for five steps, which is what most unrolls have: two rows of d stay in registers at one vector
     * of coordinates while the columns go by. To lanes[at + 16·j] and {@code next} behind it is added Σ_t d[d0 + t·n]·x[x0 + j·row + t·n].
     *
     * @param row 5·n
     */
    static void fiveSteps(
            float[] d, int d0, float[] x, int x0, int row, int columns, int n, float[] lanes, int at, int next) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, d, d0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, d, d0 + n);
        FloatVector a2 = FloatVector.fromArray(SPECIES, d, d0 + 2 * n);
        FloatVector a3 = FloatVector.fromArray(SPECIES, d, d0 + 3 * n);
        FloatVector a4 = FloatVector.fromArray(SPECIES, d, d0 + 4 * n);
        FloatVector b0 = FloatVector.fromArray(SPECIES, d, d0 + row);
        FloatVector b1 = FloatVector.fromArray(SPECIES, d, d0 + row + n);
        FloatVector b2 = FloatVector.fromArray(SPECIES, d, d0 + row + 2 * n);
        FloatVector b3 = FloatVector.fromArray(SPECIES, d, d0 + row + 3 * n);
        FloatVector b4 = FloatVector.fromArray(SPECIES, d, d0 + row + 4 * n);
        int i = x0;
        int to = at;
        for (int j = 0; j < columns; j++, i += row, to += Lanes.COUNT) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, i);
            FloatVector s = a0.mul(v);
            FloatVector r = b0.mul(v);
            v = FloatVector.fromArray(SPECIES, x, i + n);
            s = s.add(a1.mul(v));
            r = r.add(b1.mul(v));
            v = FloatVector.fromArray(SPECIES, x, i + 2 * n);
            s = s.add(a2.mul(v));
            r = r.add(b2.mul(v));
            v = FloatVector.fromArray(SPECIES, x, i + 3 * n);
            s = s.add(a3.mul(v));
            r = r.add(b3.mul(v));
            v = FloatVector.fromArray(SPECIES, x, i + 4 * n);
            s = s.add(a4.mul(v));
            r = r.add(b4.mul(v));
            FloatVector.fromArray(SPECIES, lanes, to).add(s).intoArray(lanes, to);
            FloatVector.fromArray(SPECIES, lanes, to + next).add(r).intoArray(lanes, to + next);
        }
    }

    /** [L3] To lanes[at + p mod 16], p ascending, is added Σ_t d[d0 + t·n + p]. */
    static void sums(float[] d, int d0, int steps, int n, float[] lanes, int at) {
        for (int half = 0; half < Lanes.COUNT; half += LENGTH) {
            FloatVector a = FloatVector.fromArray(SPECIES, lanes, at + half);
            for (int p = half; p < n; p += Lanes.COUNT) {
                int i = d0 + p;
                FloatVector s = FloatVector.fromArray(SPECIES, d, i);
                for (int t = 1; t < steps; t++) {
                    i += n;
                    s = s.add(FloatVector.fromArray(SPECIES, d, i));
                }
                a = a.add(s);
            }
            a.intoArray(lanes, at + half);
        }
    }

    /** [I4] In place: z[at + p], p below n, a multiple of a vector. */
    static void sigmoid(float[] z, int at, int n) {
        for (int p = at; p < at + n; p += LENGTH) {
            tanh(FloatVector.fromArray(SPECIES, z, p).mul(0.5f))
                    .mul(0.5f)
                    .add(0.5f)
                    .intoArray(z, p);
        }
    }

    /** [I3] In place. */
    static void tanh(float[] z, int at, int n) {
        for (int p = at; p < at + n; p += LENGTH) {
            tanh(FloatVector.fromArray(SPECIES, z, p)).intoArray(z, p);
        }
    }

    /** A unit's step [I5], [I6], from its gates' values z[z0 + i·zStride + p] for i, f, g, o. */
    static void cell(
            float[] z, int z0, int zStride, float[] before, float[] after, float[] tanhC, int tanh0, float[] h, int n) {
        for (int p = 0; p < n; p += LENGTH) {
            int at = z0 + p;
            FloatVector forgotten =
                    FloatVector.fromArray(SPECIES, z, at + zStride).mul(FloatVector.fromArray(SPECIES, before, p));
            FloatVector added =
                    FloatVector.fromArray(SPECIES, z, at).mul(FloatVector.fromArray(SPECIES, z, at + 2 * zStride));
            FloatVector c = forgotten.add(added);
            c.intoArray(after, p);
            FloatVector t = tanh(c);
            t.intoArray(tanhC, tanh0 + p);
            FloatVector.fromArray(SPECIES, z, at + 3 * zStride).mul(t).intoArray(h, p);
        }
    }

    /** The way back through it [I8]–[I11]: the gates give way to their gradients, dc becomes the gradient by c_{t−1}. */
    static void cellBackward(
            float[] z, int z0, int zStride, float[] before, float[] tanhC, int tanh0, float[] dh, float[] dc, int n) {
        for (int p = 0; p < n; p += LENGTH) {
            int at = z0 + p;
            FloatVector down = FloatVector.fromArray(SPECIES, dh, p);
            FloatVector o = FloatVector.fromArray(SPECIES, z, at + 3 * zStride);
            FloatVector t = FloatVector.fromArray(SPECIES, tanhC, tanh0 + p);
            FloatVector one = FloatVector.broadcast(SPECIES, 1f);
            FloatVector carried =
                    FloatVector.fromArray(SPECIES, dc, p).add(down.mul(o).mul(one.sub(t.mul(t)))); // [I10]
            down.mul(t).mul(o.mul(one.sub(o))).intoArray(z, at + 3 * zStride); // [I11], and so on
            FloatVector i = FloatVector.fromArray(SPECIES, z, at);
            FloatVector f = FloatVector.fromArray(SPECIES, z, at + zStride);
            FloatVector g = FloatVector.fromArray(SPECIES, z, at + 2 * zStride);
            carried.mul(g).mul(i.mul(one.sub(i))).intoArray(z, at);
            carried.mul(FloatVector.fromArray(SPECIES, before, p))
                    .mul(f.mul(one.sub(f)))
                    .intoArray(z, at + zStride);
            carried.mul(i).mul(one.sub(g.mul(g))).intoArray(z, at + 2 * zStride);
            carried.mul(f).intoArray(dc, p);
        }
    }

    /** [I3] Comparisons are false for NaN, so that it stays NaN. */
    private static FloatVector tanh(FloatVector v) {
        FloatVector low = v.blend(7.9053111f, v.compare(VectorOperators.GT, 7.9053111f));
        FloatVector x = low.blend(-7.9053111f, low.compare(VectorOperators.LT, -7.9053111f));
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
