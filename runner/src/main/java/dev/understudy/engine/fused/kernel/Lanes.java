package dev.understudy.engine.fused.kernel;

/**
 * [L3] Sums over the coordinates of a chunk: coordinate p is added to sum p mod 16, in ascending order; then the
 * sixteen sums are added pairwise. So the result depends neither on the width of a block nor on the length of a
 * processor's vectors.
 */
final class Lanes {
    static final int COUNT = 16;

    private Lanes() {}

    /** lanes[at + p mod 16] += a[p] for p = 0 .. n − 1, n a multiple of 16. Eight sums at a time stay in registers. */
    static void add(float[] a, int n, float[] lanes, int at) {
        add8(a, 0, n, lanes, at);
        add8(a, 8, n, lanes, at + 8);
    }

    private static void add8(float[] a, int from, int n, float[] lanes, int at) {
        float s0 = lanes[at];
        float s1 = lanes[at + 1];
        float s2 = lanes[at + 2];
        float s3 = lanes[at + 3];
        float s4 = lanes[at + 4];
        float s5 = lanes[at + 5];
        float s6 = lanes[at + 6];
        float s7 = lanes[at + 7];
        for (int i = from; i < n; i += COUNT) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        lanes[at] = s0;
        lanes[at + 1] = s1;
        lanes[at + 2] = s2;
        lanes[at + 3] = s3;
        lanes[at + 4] = s4;
        lanes[at + 5] = s5;
        lanes[at + 6] = s6;
        lanes[at + 7] = s7;
    }

    /** Adds the sixteen sums from {@code at} on: the second half to the first, until one is left. */
    static float sum(float[] lanes, int at) {
        float even = four(lanes, at, 0) + four(lanes, at, 2);
        float odd = four(lanes, at, 1) + four(lanes, at, 3);
        return even + odd;
    }

    /** The sum of lanes l, l + 4, l + 8 and l + 12. */
    private static float four(float[] lanes, int at, int l) {
        int i = at + l;
        return lanes[i] + lanes[i + 8] + (lanes[i + 4] + lanes[i + 12]);
    }
}
