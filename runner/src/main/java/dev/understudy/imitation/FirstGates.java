package dev.understudy.imitation;

import java.util.List;

/** What the gates of a head [I12] are before anything is learned; the exponent's row is zero whatever they are, as of all that begins. */
public enum FirstGates {
    /** No update is made. */
    ZERO,
    /** Weights and biases uniform in ±1/√H, as a linear layer's in PyTorch [O2]. */
    RANDOM,
    /**
     * Those of RANDOM, the signals' times the one factor at which the first twenty updates are as long as the teacher's on the same gradients. The control for a start by imitation: it
     * knows the size of a step, and nothing of its direction.
     */
    SCALED,
    /** Constants by which the update is the teacher's own; Adam's, of moments that have its two averages. */
    TEACHER;

    /** @throws Refusal where such an imitator cannot begin so */
    public void check(Imitator imitator, Teacher teacher) {
        if (this == ZERO) {
            return;
        }
        Checks.that(
                imitator.head() == Imitator.Head.ZERO_OUT || imitator.head() == Imitator.Head.EXPONENTIAL,
                "imitator.start",
                this,
                "zero beside head " + imitator.head() + ": zero-out and exponential have gates for signals");
        Checks.that(
                this != TEACHER || signal(imitator, teacher) >= 0,
                "imitator.start",
                this,
                "a teacher adam whose beta1 is in imitator.moments.first and beta2 in second, corrected");
    }

    /**
     * φ from the seed with such gates; {@link #SCALED} still without its factor.
     *
     * @return [W]
     */
    public float[] of(Imitator imitator, Teacher teacher, long seed) {
        float[] phi = imitator.initialWeights(seed);
        if (this == RANDOM || this == SCALED) {
            draw(imitator, seed, phi);
        }
        if (this == TEACHER) {
            int biases = imitator.headOffset() + imitator.gates() * imitator.top();
            phi[biases + signal(imitator, teacher)] = (float) (-teacher.learningRate() / imitator.gain());
        }
        return phi;
    }

    private static void draw(Imitator imitator, long seed, float[] phi) {
        int[] words = new int[phi.length];
        Philox.words(seed, Philox.PHI, 0, 0, 0, phi.length, words);
        float bound = (float) (1 / Math.sqrt(imitator.top()));
        for (Imitator.Part part : head(imitator)) {
            for (int w = part.offset(); w < part.offset() + rows(imitator) * part.columns(); w++) {
                phi[w] = Formulas.initialWeight(Philox.uniform(words[w]), bound);
            }
        }
    }

    /**
     * Every signal's gate times a factor, and with them every update of a drive: the last update's gate is left alone, so that what is fed back grows as what is
     * added does. @param phi [W], changed
     */
    public static void scale(Imitator imitator, float[] phi, double factor) {
        for (Imitator.Part part : head(imitator)) {
            for (int w = part.offset(); w < part.offset() + imitator.signals() * part.columns(); w++) {
                phi[w] = (float) (phi[w] * factor);
            }
        }
    }

    private static List<Imitator.Part> head(Imitator imitator) {
        return imitator.layout().stream()
                .filter(part -> part.name().startsWith("head"))
                .toList();
    }

    /** Gates of signals and of the last update. */
    private static int rows(Imitator imitator) {
        return imitator.signals() + 1;
    }

    /** The place of Adam's own signal, its corrected average of g over the root of that of g²; −1 where there is none. */
    private static int signal(Imitator imitator, Teacher teacher) {
        Moments moments = imitator.moments();
        if (!(teacher instanceof Teacher.Adam adam)
                || imitator.features() != Imitator.Features.MOMENTS
                || !moments.corrected()) {
            return -1;
        }
        int numerator = moments.first().indexOf(adam.beta1());
        int scale = moments.second().indexOf(adam.beta2());
        return numerator < 0 || scale < 0
                ? -1
                : ((moments.raw() ? 1 : 0) + scale) * (1 + moments.first().size()) + 1 + numerator;
    }
}
