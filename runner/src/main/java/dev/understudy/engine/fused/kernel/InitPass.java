package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Philox;
import java.util.List;

/** Initial θ of one replica, in ranges of coordinates. */
final class InitPass implements WorkerPool.Task {
    /** Coordinates per task. */
    private static final int RANGE = 2048;

    private final long seed;
    private final int coordinates;
    private final List<Placed> placed;
    private final float[] bounds; // [L]
    private final int[][] words; // [workers][RANGE]
    private float[] theta;
    private int at;
    private int episode;

    InitPass(Optimizee.Layers layers, long seed, int workers) {
        this.seed = seed;
        coordinates = layers.coordinates();
        placed = layers.placed();
        bounds = new float[placed.size()];
        for (int l = 0; l < bounds.length; l++) {
            Placed p = placed.get(l);
            bounds[l] = p.layer().coordinates(p.input()) == 0
                    ? 0f
                    : (float) (1 / Math.sqrt(p.layer().fanIn(p.input())));
        }
        words = new int[workers][RANGE];
    }

    /** [O2] Uniform in ±1/√fan_in for weights and biases, written to theta[at ..]. */
    void run(WorkerPool pool, float[] theta, int at, int episode) {
        this.theta = theta;
        this.at = at;
        this.episode = episode;
        pool.run((coordinates + RANGE - 1) / RANGE, this);
    }

    @Override
    public void run(int index, int worker) {
        int first = index * RANGE;
        int end = Math.min(coordinates, first + RANGE);
        int[] drawn = words[worker];
        Philox.words(seed, Philox.INIT, episode, 0, first, end - first, drawn);
        for (int l = 0; l < bounds.length; l++) {
            Placed p = placed.get(l);
            int from = Math.max(first, p.offset());
            int to = Math.min(end, p.offset() + p.layer().coordinates(p.input()));
            weights(drawn, from - first, bounds[l], theta, at + from, to - from);
        }
    }

    private static void weights(int[] words, int w0, float bound, float[] theta, int p0, int n) {
        for (int i = 0; i < n; i++) {
            theta[p0 + i] = Formulas.initialWeight(Philox.uniform(words[w0 + i]), bound);
        }
    }
}
