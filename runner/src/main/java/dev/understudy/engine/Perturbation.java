package dev.understudy.engine;

import dev.understudy.imitation.Philox;

/** Normal numbers by Box and Muller's formula, of a pair's episode and window alone, so that none of them has to be saved. */
final class Perturbation {
    private final long seed;
    private final double sigma;
    private final int[] words; // [2W]

    /** @param seed of the task */
    Perturbation(long seed, double sigma, int weights) {
        this.seed = seed;
        this.sigma = sigma;
        words = new int[2 * weights];
    }

    /** Adds ε, each component normal with mean 0 and the deviation σ, to sum[0 .. W − 1]. */
    void add(int episode, int window, double[] sum) {
        Philox.words(seed, Philox.PERTURBATION, episode, window, 0, words.length, words);
        for (int w = 0; w < sum.length; w++) {
            double radius =
                    Math.sqrt(-2 * StrictMath.log(1 - Philox.uniform(words[2 * w]))); // of (0, 1]: log of 0 is not met
            sum[w] += sigma * radius * StrictMath.cos(2 * Math.PI * Philox.uniform(words[2 * w + 1]));
        }
    }
}
