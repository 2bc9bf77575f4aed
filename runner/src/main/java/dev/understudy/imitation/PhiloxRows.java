package dev.understudy.imitation;

/**
 * Computes many blocks of {@link Philox} at once. Row k holds word k of each block, and a round is one loop over the
 * rows, which the compiler vectorises; it does not vectorise ten rounds of one block after another.
 */
final class PhiloxRows {
    /** Blocks at a time: their four rows stay in the first-level cache. */
    static final int WIDTH = 512;
    /** With fewer blocks, one after another is as fast. */
    static final int WORTHWHILE = 24;

    private static final ThreadLocal<PhiloxRows> OWN = ThreadLocal.withInitial(PhiloxRows::new);

    private final int[] c0 = new int[WIDTH];
    private final int[] c1 = new int[WIDTH];
    private final int[] c2 = new int[WIDTH];
    private final int[] c3 = new int[WIDTH];

    private PhiloxRows() {}

    /**
     * Blocks {@code first .. first + n - 1} to {@code out[at ..]}, with the values of {@link Philox#block} for the
     * counters (block, c1, c2, c3).
     */
    static void words(long seed, int first, int n, int c1, int c2, int c3, int[] out, int at) {
        OWN.get().compute(seed, first, n, c1, c2, c3, out, at);
    }

    private void compute(long seed, int first, int n, int step, int episode, int stream, int[] out, int at) {
        for (int i = 0; i < n; i++) {
            c0[i] = first + i;
            c1[i] = step;
            c2[i] = episode;
            c3[i] = stream;
        }
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < 10; round++) {
            round(c0, c1, c2, c3, k0, k1, n);
            k0 += Philox.W0;
            k1 += Philox.W1;
        }
        for (int i = 0; i < n; i++) {
            out[at + 4 * i] = c0[i];
            out[at + 4 * i + 1] = c1[i];
            out[at + 4 * i + 2] = c2[i];
            out[at + 4 * i + 3] = c3[i];
        }
    }

    private static void round(int[] c0, int[] c1, int[] c2, int[] c3, int k0, int k1, int n) {
        for (int i = 0; i < n; i++) {
            int a = c0[i];
            int b = c2[i];
            c0[i] = mulHigh(Philox.M1, b) ^ c1[i] ^ k0;
            c1[i] = Philox.M1 * b;
            c2[i] = mulHigh(Philox.M0, a) ^ c3[i] ^ k1;
            c3[i] = Philox.M0 * a;
        }
    }

    /**
     * {@link Philox#mulHigh} by products of 16 by 16 bits, which fit in 32 bits: vectors of ints have no operation for
     * the upper half of a product. No sum here exceeds 32 bits, since (2^16 − 1)^2 + 2^16 − 1 is below 2^32.
     */
    static int mulHigh(int a, int b) {
        int aLow = a & 0xFFFF;
        int aHigh = a >>> 16;
        int bLow = b & 0xFFFF;
        int bHigh = b >>> 16;
        int first = aLow * bHigh + (aLow * bLow >>> 16);
        int second = aHigh * bLow + (first & 0xFFFF);
        return aHigh * bHigh + (first >>> 16) + (second >>> 16);
    }
}
