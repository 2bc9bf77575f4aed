package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Teacher;

/** Pointwise updates over all coordinates, in ranges of {@link #RANGE}. */
final class UpdatePass {
    /** So much that one replica of a small network is one range: its θ then stays with the core that needs it next. */
    private static final int RANGE = 32_768;

    private final Updates.Range[] own; // one per worker
    private final WorkerPool.Task teacherTask = this::teacherRange;
    private final WorkerPool.Task applyTask = this::applyRange;
    private Teacher rule;
    private int[] stepsDone;
    private float[] gradient;
    private float[] state;
    private float[] theta;
    private float[] update;
    private int at;
    private int n; // coordinates per replica
    private int ranges; // per replica
    private float keep;
    private boolean rounded;

    UpdatePass(int workers) {
        own = new Updates.Range[workers];
        for (int w = 0; w < workers; w++) {
            own[w] = new Updates.Range();
        }
    }

    /** @param n coordinates per replica; the state's stride is R·n */
    void teacher(
            WorkerPool pool,
            Teacher rule,
            int[] stepsDone,
            float[] gradient,
            float[] state,
            float[] update,
            int row,
            int n) {
        this.rule = rule;
        this.stepsDone = stepsDone;
        this.gradient = gradient;
        this.state = state;
        this.update = update;
        this.n = n;
        at = row * n * stepsDone.length;
        ranges = (n + RANGE - 1) / RANGE;
        pool.run(stepsDone.length * ranges, teacherTask);
    }

    private void teacherRange(int index, int worker) {
        int r = index / ranges;
        int from = index % ranges * RANGE;
        int p = r * n + from;
        own[worker].update(
                rule,
                stepsDone[r] + 1,
                gradient,
                at + p,
                state,
                p,
                n * stepsDone.length,
                update,
                at + p,
                Math.min(RANGE, n - from));
    }

    void apply(WorkerPool pool, float[] theta, float[] update, int at, float keep, boolean rounded) {
        this.theta = theta;
        this.update = update;
        this.at = at;
        this.keep = keep;
        this.rounded = rounded;
        pool.run((theta.length + RANGE - 1) / RANGE, applyTask);
    }

    private void applyRange(int index, int worker) {
        int p = index * RANGE;
        int count = Math.min(RANGE, theta.length - p);
        if (rounded) {
            Updates.applyRounded(theta, p, update, at + p, keep, count);
        } else {
            Updates.apply(theta, p, update, at + p, keep, count);
        }
    }
}
