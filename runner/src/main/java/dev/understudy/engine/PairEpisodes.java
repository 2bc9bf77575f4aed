package dev.understudy.engine;

import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Philox;

/**
 * Which episode each antithetic pair of a task is in, and how far: it follows from the seed and the meta-step, so nothing of it is saved. Lengths are
 * drawn, and of each pair's first episode a part, drawn as well, is left out at its end, so that from then on all phases are seen at all times.
 */
final class PairEpisodes {
    final int[] episode; // [pairs], its number; no two pairs ever share one
    final int[] window; // [pairs], windows of it that are done
    final int[] windows; // [pairs], of its whole length
    private final Evolution evolution;
    private final long seed;

    PairEpisodes(Evolution evolution, long seed) {
        this.evolution = evolution;
        this.seed = seed;
        episode = new int[evolution.pairs()];
        window = new int[evolution.pairs()];
        windows = new int[evolution.pairs()];
        to(0);
    }

    /** To where they stand before this meta-step. */
    void to(long metaStep) {
        for (int i = 0; i < episode.length; i++) {
            episode[i] = i;
            window[i] = 0;
            int whole = drawn(i);
            windows[i] = 1 + Philox.below(whole, Philox.word(seed, Philox.HORIZON, i, 0, 1));
        }
        for (long m = 0; m < metaStep; m++) {
            advance();
        }
    }

    /** One window is done by every pair. */
    void advance() {
        for (int i = 0; i < episode.length; i++) {
            if (++window[i] == windows[i]) {
                episode[i] += episode.length;
                window[i] = 0;
                windows[i] = drawn(episode[i]);
            }
        }
    }

    private int drawn(int episode) {
        return evolution.windows(Philox.uniform(Philox.word(seed, Philox.HORIZON, episode, 0, 0)));
    }
}
