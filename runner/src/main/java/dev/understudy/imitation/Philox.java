package dev.understudy.imitation;

/**
 * Counter-based random numbers, Philox4x32-10. Every value is a function of (seed, stream, episode, step, index), so
 * any engine can draw any value at any time and in any order, and an exact resume needs no saved state.
 *
 * <p>The key is the 64-bit seed; the counter is (index / 4, step, episode, stream); word {@code index % 4} of the block
 * is the value. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
    /** Initial θ of an episode; index is the coordinate. */
    public static final int INIT = 1;
    /** Rows of a batch; index is the place in the batch. */
    public static final int BATCH = 2;
    /** Initial φ; index is the place in φ. */
    public static final int PHI = 3;
    /** Points of the half-plane data set; index is 2 · sample + axis. */
    public static final int HALF_PLANE = 4;
    /** The embedded digits. */
    public static final int DIGITS = 5;
    /** Who drives an episode, imitator or teacher; index 0. */
    public static final int ON_POLICY = 6;
    /** The coordinate subsample of an episode; index is the place in the subsample. */
    public static final int SAMPLE = 8;
    /** Perturbations of φ; the episode is a pair's, the step is the window in it, and the index is twice the place in φ. */
    public static final int PERTURBATION = 9;
    /**
     * Draws for an episode of evolution; index 0 is its length, 1 the shortened length of a pair's first episode, 2 the
     * scale of its network.
     */
    public static final int HORIZON = 10;
    /** Whether imitation is the objective of a meta-step; index is the meta-step. */
    public static final int OBJECTIVE = 11;
    /** Dropout masks of layer l use stream DROPOUT + l; index is unit + units · place in the batch. */
    public static final int DROPOUT = 1000;

    static final int M0 = 0xD2511F53;
    static final int M1 = 0xCD9E8D57;
    static final int W0 = 0x9E3779B9;
    static final int W1 = 0xBB67AE85;

    /** Scratch for the words of one block, so that a meta-step allocates nothing. */
    private static final ThreadLocal<int[]> FOUR = ThreadLocal.withInitial(() -> new int[4]);

    private Philox() {}

    /**
     * Upper 32 bits of the unsigned product; together with the unsigned shift the only difference from the CUDA twin.
     */
    public static int mulHigh(int a, int b) {
        return (int) (((a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL)) >>> 32);
    }

    /** Ten rounds on the counter (c0, c1, c2, c3) under the key {@code seed}; writes four words to {@code out[at..at+3]}. */
    public static void block(long seed, int c0, int c1, int c2, int c3, int[] out, int at) {
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < 10; round++) {
            int h0 = mulHigh(M0, c0);
            int l0 = M0 * c0;
            int h1 = mulHigh(M1, c2);
            int l1 = M1 * c2;
            c0 = h1 ^ c1 ^ k0;
            c1 = l1;
            c2 = h0 ^ c3 ^ k1;
            c3 = l0;
            k0 += W0;
            k1 += W1;
        }
        out[at] = c0;
        out[at + 1] = c1;
        out[at + 2] = c2;
        out[at + 3] = c3;
    }

    /** Values {@code first .. first + n - 1} of one (stream, episode, step), to {@code out[0..n-1]}. */
    public static void words(long seed, int stream, int episode, int step, int first, int n, int[] out) {
        int i = Math.min(n, -first & 3);
        ofOne(seed, stream, episode, step, first, i, out, 0);
        while (n - i >= 4) {
            int blocks = Math.min((n - i) / 4, PhiloxRows.WIDTH);
            if (blocks >= PhiloxRows.WORTHWHILE) {
                PhiloxRows.words(seed, first + i >>> 2, blocks, step, episode, stream, out, i);
            } else {
                for (int k = 0; k < blocks; k++) {
                    block(seed, (first + i >>> 2) + k, step, episode, stream, out, i + 4 * k);
                }
            }
            i += 4 * blocks;
        }
        ofOne(seed, stream, episode, step, first + i, n - i, out, i);
    }

    /** Fewer than four values, all from one block. */
    private static void ofOne(long seed, int stream, int episode, int step, int first, int n, int[] out, int at) {
        if (n > 0) {
            int[] four = FOUR.get();
            block(seed, first >>> 2, step, episode, stream, four, 0);
            System.arraycopy(four, first & 3, out, at, n);
        }
    }

    /** One value of a (stream, episode, step). */
    public static int word(long seed, int stream, int episode, int step, int index) {
        int[] four = FOUR.get();
        block(seed, index >>> 2, step, episode, stream, four, 0);
        return four[index & 3];
    }

    /** Uniform in [0, 1), a multiple of 2^-24: exact in float32. */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }

    /**
     * Coordinate number k of a coordinate subsample of n out of {@code coordinates}: a uniform place in the k-th of n
     * equal stretches, so that all coordinates are equally likely and every layer has its share.
     */
    public static int sampled(long seed, int episode, int k, int n, int coordinates) {
        long place = ((long) k << 16) + (word(seed, SAMPLE, episode, 0, k) >>> 16);
        return (int) (place * coordinates / ((long) n << 16));
    }

    /** Uniform in 0 .. n-1, by the upper half of word · n. */
    public static int below(int n, int word) {
        return mulHigh(word, n);
    }
}
