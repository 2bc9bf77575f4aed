package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A dense layer's loops with sums in registers. */
final class DenseTiles {
    static final VectorSpecies<Float> SPECIES = ConvTiles.SPECIES;
    static final int LENGTH = SPECIES.length();

    private DenseTiles() {}

    /** [L3] lanes[16·u + i mod 16] = Σ_i theta[w_u + i]·in[i], i ascending below n, for four weights' rows u. */
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

    /** gradient[w + i] += d·in[i] for i below n, a multiple of a vector. */
    static void addWeights(float d, float[] in, float[] gradient, int w, int n) {
        FloatVector slope = FloatVector.broadcast(SPECIES, d);
        for (int i = 0; i < n; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, in, i);
            FloatVector.fromArray(SPECIES, gradient, w + i).add(slope.mul(x)).intoArray(gradient, w + i);
        }
    }

    /** gradient[at ..] = Σ_j d[j]·theta[w + which[j]·by ..], eight vectors. */
    static void eight(float[] d, int[] which, int n, float[] theta, int w, int by, float[] gradient, int at) {
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
            int i = w + which[j] * by;
            s0 = s0.add(v.mul(FloatVector.fromArray(SPECIES, theta, i)));
            s1 = s1.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + LENGTH)));
            s2 = s2.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + 2 * LENGTH)));
            s3 = s3.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + 3 * LENGTH)));
            s4 = s4.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + 4 * LENGTH)));
            s5 = s5.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + 5 * LENGTH)));
            s6 = s6.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + 6 * LENGTH)));
            s7 = s7.add(v.mul(FloatVector.fromArray(SPECIES, theta, i + 7 * LENGTH)));
        }
        s0.intoArray(gradient, at);
        s1.intoArray(gradient, at + LENGTH);
        s2.intoArray(gradient, at + 2 * LENGTH);
        s3.intoArray(gradient, at + 3 * LENGTH);
        s4.intoArray(gradient, at + 4 * LENGTH);
        s5.intoArray(gradient, at + 5 * LENGTH);
        s6.intoArray(gradient, at + 6 * LENGTH);
        s7.intoArray(gradient, at + 7 * LENGTH);
    }

    /** The same for one vector. */
    static void one(float[] d, int[] which, int n, float[] theta, int w, int by, float[] gradient, int at) {
        FloatVector s = FloatVector.zero(SPECIES);
        for (int j = 0; j < n; j++) {
            FloatVector v = FloatVector.broadcast(SPECIES, d[j]);
            s = s.add(v.mul(FloatVector.fromArray(SPECIES, theta, w + which[j] * by)));
        }
        s.intoArray(gradient, at);
    }
}
