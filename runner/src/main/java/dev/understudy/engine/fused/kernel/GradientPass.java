package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;

/**
 * Gradients of all replicas: one task per (replica, tile of samples), partial gradients summed in tile order. Tiles do
 * not depend on the number of workers.
 */
final class GradientPass {
    /** Samples per tile. */
    private static final int TILE = 8;

    private final Problem problem;
    private final long seed;
    private final int coordinates;
    private final int tiles;
    private final Network[] networks; // one per worker
    private final Gather gather;
    private final float[] partial; // [R][tiles][P]; empty where one tile does
    private final float[] tileLoss; // [R][tiles]
    private final WorkerPool.Task tileTask = this::tile;
    private final WorkerPool.Task sumTask = this::sum;

    private float[] theta;
    private Clock clock;
    private float[] gradient;
    private int row;

    GradientPass(Problem problem, long seed, int replicas, int workers) {
        this.problem = problem;
        this.seed = seed;
        coordinates = problem.optimizee().coordinates();
        tiles = (problem.batch() + TILE - 1) / TILE;
        networks = new Network[workers];
        for (int w = 0; w < workers; w++) {
            networks[w] = new Network(problem.layers());
        }
        gather = new Gather(problem.samples());
        partial = new float[tiles == 1 ? 0 : Math.toIntExact((long) replicas * tiles * coordinates)];
        tileLoss = new float[replicas * tiles];
    }

    /** Into how many pieces a gradient falls. */
    int tasks() {
        return tileLoss.length;
    }

    void run(WorkerPool pool, float[] theta, Clock clock, float[] gradient, int row, float[] loss, int lossAt) {
        this.theta = theta;
        this.clock = clock;
        this.gradient = gradient;
        this.row = row;
        int replicas = clock.replicas();
        pool.run(replicas * tiles, tileTask);
        if (tiles > 1) {
            pool.run(replicas, sumTask);
        }
        for (int r = 0; r < replicas; r++) {
            float sum = 0f;
            for (int k = 0; k < tiles; k++) {
                sum += tileLoss[r * tiles + k];
            }
            loss[lossAt + r] = sum / problem.batch();
        }
    }

    private void tile(int index, int worker) {
        int r = index / tiles;
        int first = index % tiles * TILE;
        float[] to = tiles == 1 ? gradient : partial;
        int at = tiles == 1 ? (row * clock.replicas() + r) * coordinates : index * coordinates;
        java.util.Arrays.fill(to, at, at + coordinates, 0f);
        Network network = networks[worker];
        float sum = 0f;
        for (int b = first; b < Math.min(first + TILE, problem.batch()); b++) {
            int label = gather.read(gather.row(seed, clock.episode[r], clock.step[r], b), network.input());
            network.drawMasks(seed, clock.episode[r], clock.step[r], b);
            network.forward(theta, r * coordinates, true);
            sum += network.loss(label, 1f / problem.batch());
            network.backward(theta, r * coordinates, to, at);
        }
        tileLoss[index] = sum;
    }

    private void sum(int r, int worker) {
        int to = (row * clock.replicas() + r) * coordinates;
        System.arraycopy(partial, r * tiles * coordinates, gradient, to, coordinates);
        for (int k = 1; k < tiles; k++) {
            add(partial, (r * tiles + k) * coordinates, gradient, to, coordinates);
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
