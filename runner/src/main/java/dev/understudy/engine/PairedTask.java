package dev.understudy.engine;

import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.imitation.Evolution;
import java.util.Map;

/**
 * The estimate of the meta-gradient by the antithetic pairs of one task in each window. It sums in the order of the
 * pairs, wherever their particles are computed.
 */
final class PairedTask {
    final Particles particles;
    private final Evolution evolution;
    private final AntitheticPairs pairs;
    private final float[] losses; // [K][2·pairs]
    private final float[] sums; // [K][2·pairs][6]

    /**
     * The results of a window as means over all particles: the loss that φ learns from, and the networks' own losses at
     * the first step and at the last.
     */
    record Window(double counted, float first, float last) {}

    /** @param particles of all pairs of the task */
    PairedTask(EvolutionSpec spec, int task, Particles particles) {
        this.particles = particles;
        evolution = spec.evolution();
        pairs = new AntitheticPairs(spec, PairRange.all(spec, task));
        losses = new float[evolution.window() * spec.particles()];
        sums = new float[losses.length * Agreement.SUMS];
    }

    /**
     * Starts one window of every pair.
     *
     * @param compared true if the teacher computes its updates as well, since its share in the loss is above zero now
     *     or later
     */
    void start(float[] phi, boolean compared) {
        pairs.draw();
        particles.start(pairs, phi, compared);
    }

    /**
     * Ends the window that was started.
     *
     * @param share of the distance from the teacher in the loss
     * @param gradient [W], to which this task's estimate is added, times {@code weight}
     */
    Window end(double share, double[] gradient, double weight) {
        particles.losses(losses);
        if (share > 0) {
            particles.agreement(sums);
        }
        int n = evolution.pairs();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double plus = counted(2 * i, share);
            double minus = counted(2 * i + 1, share);
            sum += plus + minus;
            double late = evolution.weight(pairs.episodes.window[i], pairs.episodes.windows[i]);
            double slope = late * weight * (plus - minus) / (2 * evolution.sigma() * evolution.sigma()) / n; // [L7]
            for (int w = 0; w < gradient.length; w++) {
                gradient[w] += slope * pairs.summed[i][w];
            }
        }
        pairs.advance();
        return new Window(sum / (2 * n), mean(0), mean(evolution.window() - 1));
    }

    /** [L6], [L8] The loss of a particle in this window. */
    private double counted(int particle, double share) {
        int n = 2 * evolution.pairs();
        double task = 0;
        double distance = 0;
        for (int k = 0; k < evolution.window(); k++) {
            int at = k * n + particle;
            task += evolution.counted(losses[at]);
            if (share > 0) {
                Agreement agreement = Agreement.of(sums, at * Agreement.SUMS);
                distance += evolution.distance(agreement.predicted(), agreement.truth(), agreement.product());
            }
        }
        return ((1 - share) * task + share * distance) / evolution.window();
    }

    /** The mean of the losses at one step of the window, in index order [L3]. */
    private float mean(int step) {
        int n = 2 * evolution.pairs();
        float sum = 0f;
        for (int r = 0; r < n; r++) {
            sum += losses[step * n + r];
        }
        return sum / n;
    }

    /** Moves to the state before this meta-step. @param tensors the particles' */
    void restore(long metaStep, Map<String, float[]> tensors) {
        pairs.to(metaStep);
        particles.restore(pairs, tensors);
    }
}
