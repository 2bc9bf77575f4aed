package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;

/**
 * Gradients of all replicas: one task per (replica, tile of samples), partial gradients summed in tile order. Tiles do
 * not depend on the number of workers.
 */
final class GradientPass {
    /** Samples per tile. */
    static final int TILE = 8;
    /** From this batch size on, reordering the weights saves time. */
    private static final int MANY = 4 * TILE;
    /** Coordinates of a piece of the sum over tiles: few enough for the cache next to the core. */
    private static final int PIECE = 4096;

    private final Problem problem;
    private final long seed;
    private final int coordinates;
    private final int tiles;
    private final int pieces;
    private final Provider provider;
    private final Network[] networks; // one per worker
    private final long[] met; // [workers], the θ last packed: call · replicas + replica
    private final int[][] words; // [workers][TILE], the rows of a tile
    private final Gather gather;
    private final float[] partial; // [R][tiles][P]; empty with one tile
    private final float[] tileLoss; // [R][tiles]
    private final Tiles tileTask = new Tiles();
    private final Sums sumTask = new Sums();

    GradientPass(Problem problem, long seed, int replicas, int workers) {
        this(problem, seed, replicas, workers, Provider.OF_THIS_JVM);
    }

    GradientPass(Problem problem, long seed, int replicas, int workers, Provider provider) {
        this.problem = problem;
        this.seed = seed;
        this.provider = provider;
        coordinates = problem.optimizee().coordinates();
        tiles = (problem.batch() + TILE - 1) / TILE;
        pieces = (coordinates + PIECE - 1) / PIECE;
        networks = new Network[workers];
        for (int w = 0; w < workers; w++) {
            networks[w] = new Network(problem.layers(), provider, problem.batch() >= MANY);
        }
        met = new long[workers];
        words = new int[workers][TILE];
        gather = new Gather(problem.samples());
        partial = new float[tiles == 1 ? 0 : Math.toIntExact((long) replicas * tiles * coordinates)];
        tileLoss = new float[replicas * tiles];
    }

    /** Number of tasks of a gradient. */
    int tasks() {
        return tileLoss.length;
    }

    void run(WorkerPool pool, float[] theta, Clock clock, float[] gradient, int row, float[] loss, int lossAt) {
        int replicas = clock.replicas();
        int to = row * replicas * coordinates;
        tileTask.of(theta, clock, tiles == 1 ? gradient : partial, tiles == 1 ? to : 0);
        pool.run(replicas * tiles, tileTask);
        if (tiles > 1) {
            sumTask.of(gradient, to);
            pool.run(replicas * pieces, sumTask);
        }
        for (int r = 0; r < replicas; r++) {
            float sum = 0f;
            for (int k = 0; k < tiles; k++) {
                sum += tileLoss[r * tiles + k];
            }
            loss[lossAt + r] = sum / problem.batch();
        }
    }

    /** The gradient of each tile of each replica, in a row. */
    private final class Tiles implements WorkerPool.Task {
        private float[] theta;
        private Clock clock;
        private float[] to;
        private int at;
        private long call;

        void of(float[] theta, Clock clock, float[] to, int at) {
            call++;
            this.theta = theta;
            this.clock = clock;
            this.to = to;
            this.at = at;
        }

        @Override
        public void run(int index, int worker) {
            int r = index / tiles;
            long meets = call * clock.replicas() + r;
            if (met[worker] != meets) {
                networks[worker].pack(theta, r * coordinates);
                met[worker] = meets;
            }
            tileLoss[index] = tile(
                    worker,
                    theta,
                    r * coordinates,
                    clock.episode[r],
                    clock.step[r],
                    index % tiles * TILE,
                    to,
                    at + index * coordinates);
        }
    }

    /** Writes the sum of the gradients of a tile's samples; returns the sum of their losses. */
    private float tile(
            int worker, float[] theta, int from, int episode, int step, int first, float[] gradient, int to) {
        Network network = networks[worker];
        network.begin(gradient, to);
        float sum = 0f;
        int n = Math.min(TILE, problem.batch() - first);
        gather.rows(seed, episode, step, first, n, words[worker]);
        for (int b = first; b < first + n; b++) {
            int label = gather.read(words[worker][b - first], network.input());
            network.drawMasks(seed, episode, step, b);
            network.forward(theta, from, true);
            sum += network.loss(label, 1f / problem.batch());
            network.backward(theta, from, gradient, to);
        }
        network.end(gradient, to);
        return sum;
    }

    /** The sum of a replica's tiles in order, one piece of the coordinates at a time. */
    private final class Sums implements WorkerPool.Task {
        private float[] gradient;
        private int to;

        void of(float[] gradient, int to) {
            this.gradient = gradient;
            this.to = to;
        }

        @Override
        public void run(int index, int worker) {
            int r = index / pieces;
            int first = index % pieces * PIECE;
            int n = Math.min(PIECE, coordinates - first);
            int at = to + r * coordinates + first;
            int from = r * tiles * coordinates + first;
            if (provider == Provider.VECTOR) {
                PointTiles.rows(partial, from, coordinates, tiles, gradient, at, n);
            } else {
                System.arraycopy(partial, from, gradient, at, n);
                for (int k = 1; k < tiles; k++) {
                    add(partial, from + k * coordinates, gradient, at, n);
                }
            }
        }
    }

    private static void add(float[] x, int x0, float[] sum, int s0, int n) {
        for (int p = 0; p < n; p++) {
            sum[s0 + p] += x[x0 + p];
        }
    }

    Score score(WorkerPool pool, float[] theta, Samples samples, int count) {
        Gather test = new Gather(samples);
        int each = 100;
        int chunks = (count + each - 1) / each;
        double[] loss = new double[chunks];
        int[] right = new int[chunks];
        pool.run(chunks, (chunk, worker) -> {
            Network network = networks[worker];
            network.pack(theta, 0);
            met[worker] = 0;
            for (int i = chunk * each; i < Math.min(count, (chunk + 1) * each); i++) {
                int label = test.read(i, network.input());
                network.forward(theta, 0, false);
                loss[chunk] += network.loss(label);
                right[chunk] += network.right(label) ? 1 : 0;
            }
        });
        double sum = 0;
        int all = 0;
        for (int k = 0; k < chunks; k++) {
            sum += loss[k];
            all += right[k];
        }
        return new Score(sum / count, (double) all / count);
    }
}
