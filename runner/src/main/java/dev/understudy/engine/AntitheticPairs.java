package dev.understudy.engine;

import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import java.util.Arrays;

/**
 * What antithetic pairs do at each meta-step: their episodes and their perturbations. All of it follows from the seed
 * and the meta-step, so whoever computes particles, or sums what they found, has it without being told.
 */
public final class AntitheticPairs {
    final PairRange range;
    final PairEpisodes episodes;
    final double[][] fresh; // [pairs][W], ε: added to φ in this window
    final double[][] summed; // [pairs][W], ξ: multiplied by the difference of losses
    private final Evolution evolution;
    private final Perturbation perturbation;
    private long metaStep;

    /** The pairs before meta-step 0. */
    AntitheticPairs(EvolutionSpec spec, PairRange range) {
        this.range = range;
        evolution = spec.evolution();
        int weights = spec.imitator().weights();
        episodes = new PairEpisodes(evolution, spec.seed(range.task()), range.from(), range.to());
        perturbation = new Perturbation(spec.seed(range.task()), evolution.sigma(), evolution.learned(spec.imitator()));
        fresh = new double[range.pairs()][weights];
        summed = new double[range.pairs()][weights];
    }

    long metaStep() {
        return metaStep;
    }

    /** The steps that the episode of a pair is planned to have. */
    int horizon(int pair) {
        return episodes.windows[pair] * evolution.window();
    }

    /** The steps of it that are done. */
    int step(int pair) {
        return episodes.window[pair] * evolution.window();
    }

    /** The meta-step at which the oldest of the episodes in progress began, among some of these pairs. */
    long oldest(PairRange some) {
        int most = 0;
        for (int i = some.from() - range.from(); i < some.to() - range.from(); i++) {
            most = Math.max(most, episodes.window[i]);
        }
        return metaStep - most;
    }

    /**
     * Draws the perturbations of this window. NRES keeps an episode's; PES draws a new one for every window, and drives
     * with that one alone.
     */
    void draw() {
        for (int i = 0; i < fresh.length; i++) {
            int window = episodes.window[i];
            if (window == 0) {
                Arrays.fill(summed[i], 0);
            }
            if (window == 0 || evolution.estimator() == Estimator.PES) {
                add(i, window);
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

    /** Counts one window for every pair. */
    void advance() {
        episodes.advance();
        metaStep++;
    }

    /** Moves to the state before this meta-step. */
    void to(long metaStep) {
        this.metaStep = metaStep;
        episodes.to(metaStep);
        for (int i = 0; i < fresh.length; i++) {
            Arrays.fill(summed[i], 0);
            boolean pes = evolution.estimator() == Estimator.PES;
            for (int window = 0; window < (pes ? episodes.window[i] : Math.min(1, episodes.window[i])); window++) {
                add(i, window);
            }
        }
    }
}
