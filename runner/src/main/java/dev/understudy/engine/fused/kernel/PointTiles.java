package dev.understudy.engine.fused.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over single values that the compiler does not vectorise in plain Java. They work by whole vectors and may read
 * and write beyond the last value.
 */
final class PointTiles {
    static final VectorSpecies<Float> SPECIES = ConvTiles.SPECIES;
    static final int LENGTH = SPECIES.length();

    private PointTiles() {}

    /** [O3] A comparison is false for NaN, which so stays NaN; −0 becomes 0. */
    static void relu(float[] in, float[] out, int n) {
        for (int i = 0; i < n; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(SPECIES, in, i);
            x.blend(0f, x.compare(VectorOperators.LE, 0f)).intoArray(out, i);
        }
    }

    /**
     * sum[s0 + p] = Σ_k x[x0 + k·by + p], k ascending below many, p below n; the rest after the last whole vector is
     * computed one by one.
     */
    static void rows(float[] x, int x0, int by, int many, float[] sum, int s0, int n) {
        int p = 0;
        for (; p + LENGTH <= n; p += LENGTH) {
            FloatVector s = FloatVector.fromArray(SPECIES, x, x0 + p);
            for (int k = 1; k < many; k++) {
                s = s.add(FloatVector.fromArray(SPECIES, x, x0 + p + k * by));
            }
            s.intoArray(sum, s0 + p);
        }
        for (; p < n; p++) {
            float s = x[x0 + p];
            for (int k = 1; k < many; k++) {
                s += x[x0 + p + k * by];
            }
            sum[s0 + p] = s;
        }
    }

    /** din = dout if ReLU's output is above zero, else 0. */
    static void reluBackward(float[] out, float[] dout, float[] din, int n) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0; i < n; i += LENGTH) {
            VectorMask<Float> through = FloatVector.fromArray(SPECIES, out, i).compare(VectorOperators.GT, 0f);
            zero.blend(FloatVector.fromArray(SPECIES, dout, i), through).intoArray(din, i);
        }
    }

    /** [O7] din = dout·(1 − y²), y being the output of tanh. */
    static void tanhBackward(float[] out, float[] dout, float[] din, int n) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = 0; i < n; i += LENGTH) {
            FloatVector y = FloatVector.fromArray(SPECIES, out, i);
            FloatVector.fromArray(SPECIES, dout, i).mul(one.sub(y.mul(y))).intoArray(din, i);
        }
    }

    /**
     * For vectors of places of a plane, from from[v] on: writes, from to[v] on, the maximum of each value, its right
     * neighbour and the two below, and the distance of the maximum from that place as the bits of a float; same choice
     * as {@link ConvNet#maxPool}.
     */
    static void windows(float[] in, int plane, int width, int[] from, int[] to, float[] largest, float[] behind) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector right = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(1));
        FloatVector under = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(width));
        FloatVector corner = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(width + 1));
        for (int v = 0; v < from.length; v++) {
            int j = plane + from[v];
            FloatVector a = FloatVector.fromArray(SPECIES, in, j);
            FloatVector b = FloatVector.fromArray(SPECIES, in, j + 1);
            FloatVector d = FloatVector.fromArray(SPECIES, in, j + width);
            FloatVector e = FloatVector.fromArray(SPECIES, in, j + width + 1);
            FloatVector upper = a.max(b);
            FloatVector lower = d.max(e);
            FloatVector up = zero.blend(right, b.compare(VectorOperators.GT, a));
            FloatVector low = under.blend(corner, e.compare(VectorOperators.GT, d));
            up.blend(low, lower.compare(VectorOperators.GT, upper)).intoArray(behind, to[v]);
            upper.max(lower).intoArray(largest, to[v]);
        }
    }
}
