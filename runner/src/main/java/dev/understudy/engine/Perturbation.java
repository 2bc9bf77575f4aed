package dev.understudy.engine;

import dev.understudy.imitation.Philox;

/**
 * Normal random numbers by the Box-Muller formula. They depend only on a pair's episode and window, so they are not
 * saved.
 */
final class Perturbation {
    private final long seed;
    private final double sigma;
    private final boolean[] learned; // [W]
    private final int[] words; // [2W]

    /**
     * @param seed of the task
     * @param learned [W], true for the weights that are perturbed
     */
    Perturbation(long seed, double sigma, boolean[] learned) {
        this.seed = seed;
        this.sigma = sigma;
        this.learned = learned;
        words = new int[2 * learned.length];
    }

    /** Adds ε to sum[0 .. W − 1]; each component that learns is normal with mean 0 and deviation σ. */
    void add(int episode, int window, double[] sum) {
        Philox.words(seed, Philox.PERTURBATION, episode, window, 0, words.length, words);
        for (int w = 0; w < sum.length; w++) {
            if (!learned[w]) {
                continue;
            }
            double radius =
                    Math.sqrt(-2 * StrictMath.log(1 - Philox.uniform(words[2 * w]))); // of (0, 1], so never log of 0
            sum[w] += sigma * radius * StrictMath.cos(2 * Math.PI * Philox.uniform(words[2 * w + 1]));
        }
    }
}
