package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/** [L5] The task's loss over an unroll that the imitator has driven, and its derivative by the updates. */
final class TaskLoss implements WorkerPool.Task {
    /** Coordinates per task: large enough that a small network is one range. */
    private static final int RANGE = 32_768;

    private final int coordinates;
    private float[] gradient;
    private float[] loss;
    private float[] lastGradient;
    private float[] lastLoss;
    private float[] slopes;
    private boolean logarithmic;
    private int steps;
    private int replicas;
    private int lanes;

    /** @param coordinates P, of each replica */
    TaskLoss(int coordinates) {
        this.coordinates = coordinates;
    }

    /**
     * Computes {@link Kernels#task}.
     *
     * @param lanes N
     * @return the loss
     */
    float run(WorkerPool pool, Kernels.Met met, boolean logarithmic, int lanes, float[] slopes) {
        gradient = CpuBuffer.of(met.gradient());
        loss = CpuBuffer.of(met.loss());
        lastGradient = CpuBuffer.of(met.lastGradient());
        lastLoss = CpuBuffer.of(met.lastLoss());
        this.slopes = slopes;
        this.logarithmic = logarithmic;
        this.lanes = lanes;
        replicas = lastLoss.length;
        steps = loss.length / replicas;
        pool.run(replicas * ranges(), this);
        double sum = 0;
        for (int r = 0; r < replicas; r++) {
            sum += mean(r);
        }
        return (float) (sum / replicas);
    }

    private int ranges() {
        return (lanes + RANGE - 1) / RANGE;
    }

    /** The loss after step t. */
    private float after(int t, int r) {
        return t + 1 < steps ? loss[(t + 1) * replicas + r] : lastLoss[r];
    }

    /** The mean over the steps of one replica, in time order. */
    private double mean(int r) {
        float sum = 0f;
        for (int t = 0; t < steps; t++) {
            sum += logarithmic ? Formulas.logLoss(after(t, r)) : after(t, r); // [L5]
        }
        return (double) sum / steps;
    }

    @Override
    public void run(int index, int worker) {
        int r = index / ranges();
        int from = index % ranges() * RANGE;
        int n = Math.min(RANGE, lanes - from);
        int all = replicas * lanes;
        float share = (float) ((double) coordinates / lanes / steps);
        for (int t = steps - 1; t >= 0; t--) {
            float weight = logarithmic ? Formulas.logShare(after(t, r), share) : share; // [L5]
            int at = t * all + r * lanes + from;
            if (t == steps - 1) {
                last(lastGradient, r * lanes + from, weight, slopes, at, n);
            } else {
                before(gradient, at + all, weight, slopes, at, all, n);
            }
        }
    }

    private static void last(float[] g, int g0, float weight, float[] slopes, int at, int n) {
        for (int p = 0; p < n; p++) {
            slopes[at + p] = Formulas.gradientsAfter(0f, g[g0 + p], weight); // [L5]
        }
    }

    /** @param all distance from one step to the next */
    private static void before(float[] g, int g0, float weight, float[] slopes, int at, int all, int n) {
        for (int p = 0; p < n; p++) {
            slopes[at + p] = Formulas.gradientsAfter(slopes[at + all + p], g[g0 + p], weight); // [L5]
        }
    }
}
