package dev.understudy.engine;

import dev.understudy.imitation.Philox;

/** Normal numbers by Box and Muller's formula, of a pair's episode and window alone, so that none of them has to be saved. */
final class Perturbation {
    private final long seed;
    private final double sigma;
    private final boolean[] learned; // [W]
    private final int[] words; // [2W]

    /** @param seed of the task; @param learned [W], where there is any */
    Perturbation(long seed, double sigma, boolean[] learned) {
        this.seed = seed;
        this.sigma = sigma;
        this.learned = learned;
        words = new int[2 * learned.length];
    }

    /** Adds ε, each component that learns normal with mean 0 and the deviation σ, to sum[0 .. W − 1]. */
    void add(int episode, int window, double[] sum) {
        Philox.words(seed, Philox.PERTURBATION, episode, window, 0, words.length, words);
        for (int w = 0; w < sum.length; w++) {
            if (!learned[w]) {
                continue;
            }
            double radius =
                    Math.sqrt(-2 * StrictMath.log(1 - Philox.uniform(words[2 * w]))); // of (0, 1]: log of 0 is not met
            sum[w] += sigma * radius * StrictMath.cos(2 * Math.PI * Philox.uniform(words[2 * w + 1]));
        }
    }
}
