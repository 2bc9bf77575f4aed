package dev.understudy.data;

import dev.understudy.imitation.Philox;

/** The random numbers of one image, in sequence: Philox(seed 0, DIGITS, image). */
final class Draws {
    private final int image;
    private final int[] words = new int[4];
    private int taken;

    Draws(int image) {
        this.image = image;
    }

    /** Uniform in [0, 1). */
    float uniform() {
        int at = taken & 3;
        if (at == 0) {
            Philox.words(0, Philox.DIGITS, image, 0, taken, 4, words);
        }
        taken++;
        return Philox.uniform(words[at]);
    }

    /** Uniform in [low, high). */
    float between(float low, float high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in 0 .. n − 1. */
    int below(int n) {
        return (int) (n * uniform());
    }

    /**
     * Bell-shaped with mean 0 and standard deviation 1: a sum of four uniforms, so never beyond ±3.47. This needs no
     * logarithm, and no outlier can spoil an image.
     */
    float bell() {
        return (uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508f;
    }
}
