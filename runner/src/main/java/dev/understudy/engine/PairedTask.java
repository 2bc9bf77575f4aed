package dev.understudy.engine;

import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import java.util.Arrays;

/**
 * The antithetic pairs of one task, and their estimate of the meta-gradient in each window. Particle 2i has φ + ε of
 * pair i, particle 2i + 1 has φ − ε.
 */
final class PairedTask {
    final Population population;
    private final Evolution evolution;
    private final PairEpisodes episodes;
    private final Perturbation perturbation;
    private final double[][] fresh; // [pairs][W], ε: added to φ in this window
    private final double[][] summed; // [pairs][W], ξ: multiplied by the difference of losses
    private final boolean[] begins; // [2·pairs]
    private final float[] phis; // [2·pairs][W]
    private final float[] losses; // [K][2·pairs]
    private final float[] sums; // [K][2·pairs][6]

    /**
     * The results of a window as means over all particles: the loss that φ learns from, and the networks' own losses at
     * the first step and at the last.
     */
    record Window(double counted, float first, float last) {}

    PairedTask(EvolutionSpec spec, int task, Population population) {
        this.population = population;
        evolution = spec.evolution();
        int weights = spec.imitator().weights();
        int particles = spec.particles();
        episodes = new PairEpisodes(evolution, spec.seed(task));
        perturbation = new Perturbation(spec.seed(task), evolution.sigma(), evolution.learned(spec.imitator()));
        fresh = new double[evolution.pairs()][weights];
        summed = new double[evolution.pairs()][weights];
        begins = new boolean[particles];
        phis = new float[particles * weights];
        losses = new float[evolution.window() * particles];
        sums = new float[losses.length * Agreement.SUMS];
    }

    /**
     * Runs one window of every pair.
     *
     * @param share of the distance from the teacher in the loss
     * @param compared true if the teacher computes its updates as well, since the share is above zero now or later
     * @param gradient [W], to which this task's estimate is added, times {@code weight}
     */
    Window run(float[] phi, double share, boolean compared, double[] gradient, double weight) {
        begin();
        perturb(phi);
        population.run(phis, evolution.window(), compared);
        population.losses(losses);
        if (share > 0) {
            population.agreement(sums);
        }
        int pairs = evolution.pairs();
        double sum = 0;
        for (int i = 0; i < pairs; i++) {
            double plus = counted(2 * i, share);
            double minus = counted(2 * i + 1, share);
            sum += plus + minus;
            double late = evolution.weight(episodes.window[i], episodes.windows[i]);
            double slope = late * weight * (plus - minus) / (2 * evolution.sigma() * evolution.sigma()) / pairs; // [L7]
            for (int w = 0; w < gradient.length; w++) {
                gradient[w] += slope * summed[i][w];
            }
        }
        episodes.advance();
        return new Window(sum / (2 * pairs), mean(0), mean(evolution.window() - 1));
    }

    private void begin() {
        Clock clock = population.clock();
        boolean any = false;
        for (int r = 0; r < begins.length; r++) {
            begins[r] = episodes.window[r / 2] == 0;
            any |= begins[r];
            if (begins[r]) {
                clock.set(r, episodes.episode[r / 2], 0, horizon(r / 2));
            }
        }
        if (any) {
            population.begin(begins);
        }
    }

    private int horizon(int pair) {
        return episodes.windows[pair] * evolution.window();
    }

    /** NRES keeps an episode's perturbation; PES draws a new one for every window, and drives with that one alone. */
    private void perturb(float[] phi) {
        for (int i = 0; i < fresh.length; i++) {
            int window = episodes.window[i];
            if (window == 0) {
                Arrays.fill(summed[i], 0);
            }
            if (window == 0 || evolution.estimator() == Estimator.PES) {
                add(i, window);
            }
            for (int w = 0; w < phi.length; w++) {
                phis[2 * i * phi.length + w] = (float) (phi[w] + fresh[i][w]);
                phis[(2 * i + 1) * phi.length + w] = (float) (phi[w] - fresh[i][w]);
            }
        }
    }

    private void add(int pair, int window) {
        Arrays.fill(fresh[pair], 0);
        perturbation.add(episodes.episode[pair], window, fresh[pair]);
        for (int w = 0; w < summed[pair].length; w++) {
            summed[pair][w] += fresh[pair][w];
        }
    }

    /** [L6], [L8] The loss of a particle in this window. */
    private double counted(int particle, double share) {
        int particles = begins.length;
        double task = 0;
        double distance = 0;
        for (int k = 0; k < evolution.window(); k++) {
            int at = k * particles + particle;
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
        float sum = 0f;
        for (int r = 0; r < begins.length; r++) {
            sum += losses[step * begins.length + r];
        }
        return sum / begins.length;
    }

    /** Moves to the state before this meta-step; the caller writes the particles' tensors. */
    void to(long metaStep) {
        episodes.to(metaStep);
        Clock clock = population.clock();
        for (int i = 0; i < fresh.length; i++) {
            Arrays.fill(summed[i], 0);
            boolean pes = evolution.estimator() == Estimator.PES;
            for (int window = 0; window < (pes ? episodes.window[i] : Math.min(1, episodes.window[i])); window++) {
                add(i, window);
            }
            for (int r = 2 * i; r < 2 * i + 2; r++) {
                clock.set(r, episodes.episode[i], episodes.window[i] * evolution.window(), horizon(i));
            }
        }
    }
}
