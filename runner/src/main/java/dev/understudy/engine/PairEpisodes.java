package dev.understudy.engine;

import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Philox;

/**
 * The episode of each of some antithetic pairs of a task, and its progress. Both follow from the seed and the meta-step, so they
 * are not saved. Lengths are drawn. The first episode of each pair is cut short at a random window, so that all phases
 * of an episode occur at once.
 */
final class PairEpisodes {
    final int[] episode; // [pairs], its number; all numbers differ between pairs
    final int[] window; // [pairs], windows of it that are done
    final int[] windows; // [pairs], of the whole episode
    private final Evolution evolution;
    private final long seed;
    private final int from;

    /** The episodes of the pairs from .. to − 1 of the task with this seed. */
    PairEpisodes(Evolution evolution, long seed, int from, int to) {
        this.evolution = evolution;
        this.seed = seed;
        this.from = from;
        episode = new int[to - from];
        window = new int[to - from];
        windows = new int[to - from];
        to(0);
    }

    /** Moves to the state before this meta-step. */
    void to(long metaStep) {
        for (int i = 0; i < episode.length; i++) {
            episode[i] = from + i;
            window[i] = 0;
            int whole = drawn(episode[i]);
            windows[i] = 1 + Philox.below(whole, Philox.word(seed, Philox.HORIZON, episode[i], 0, 1));
        }
        for (long m = 0; m < metaStep; m++) {
            advance();
        }
    }

    /** Counts one window for every pair. */
    void advance() {
        for (int i = 0; i < episode.length; i++) {
            if (++window[i] == windows[i]) {
                episode[i] += evolution.pairs();
                window[i] = 0;
                windows[i] = drawn(episode[i]);
            }
        }
    }

    private int drawn(int episode) {
        return evolution.windows(Philox.uniform(Philox.word(seed, Philox.HORIZON, episode, 0, 0)));
    }
}
