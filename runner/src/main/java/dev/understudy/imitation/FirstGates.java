package dev.understudy.imitation;

import java.util.List;

/** How the gates of a head [I12] are initialised. The row of the exponent is always zero at first. */
public enum FirstGates {
    /** Zeros: the imitator makes no update. */
    ZERO,
    /** Weights and biases uniform in ±1/√H, as a linear layer's in PyTorch [O2]. */
    RANDOM,
    /**
     * Those of RANDOM, with the signals' gates times one factor: that at which the first twenty updates are as long as
     * the teacher's on the same gradients. This is the control for a start by imitation: it knows the size of a step
     * but not its direction.
     */
    SCALED,
    /**
     * Constants that make the update the teacher's own; only for Adam, and for moments that include its two averages.
     */
    TEACHER;

    /** @throws Refusal if this imitator cannot begin with these gates */
    public void check(Imitator imitator, Teacher teacher) {
        if (this == ZERO) {
            return;
        }
        Checks.that(
                imitator.head() == Imitator.Head.ZERO_OUT || imitator.head() == Imitator.Head.EXPONENTIAL,
                "imitator.start",
                this,
                "zero with head " + imitator.head() + ": zero-out and exponential have gates for signals");
        Checks.that(
                this != TEACHER || signal(imitator, teacher) >= 0,
                "imitator.start",
                this,
                "a teacher adam whose beta1 is in imitator.moments.first and beta2 in second, corrected");
    }

    /**
     * Initial φ for a seed with these gates; for {@link #SCALED} without the factor, which {@link #scale} applies.
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
     * Multiplies the gates of all signals by a factor, and so every update of a rollout. The gate of the last update is
     * left alone, since the update fed back already has the factor.
     *
     * @param phi [W], changed
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

    /** Number of gates of signals and of the last update. */
    private static int rows(Imitator imitator) {
        return imitator.signals() + 1;
    }

    /**
     * The index of Adam's own signal, its corrected average of g over the root of that of g²; −1 if the moments do not
     * have it.
     */
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
