package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Teacher;

/** Pointwise updates over all coordinates, in ranges of each replica. */
final class UpdatePass {
    /**
     * Coordinates per task: large enough that one replica of a small network is one range, so its θ stays with the core
     * that needs it next.
     */
    private static final int RANGE = 32_768;

    private final UpdateRows[] rows; // one per worker
    private final Teach teach = new Teach();
    private final Apply apply = new Apply();

    UpdatePass(int workers) {
        rows = new UpdateRows[workers];
        for (int w = 0; w < workers; w++) {
            rows[w] = new UpdateRows();
        }
    }

    /**
     * One step of a rule in each replica; the state's stride is R·n.
     *
     * @param n coordinates per replica
     * @param theta moved by the update; null for none
     */
    void teach(
            WorkerPool pool,
            Teacher rule,
            int[] stepsDone,
            float[] gradient,
            float[] state,
            float[] update,
            int row,
            int n,
            float[] theta,
            float keep,
            boolean rounded) {
        teach.rule = rule;
        teach.stepsDone = stepsDone;
        teach.gradient = gradient;
        teach.state = state;
        teach.update = update;
        teach.at = row * n * stepsDone.length;
        teach.n = n;
        teach.theta = theta;
        teach.keep = keep;
        teach.rounded = rounded;
        pool.run(stepsDone.length * teach.ranges(), teach);
    }

    void apply(WorkerPool pool, float[] theta, float[] update, int at, float keep, boolean rounded) {
        apply.theta = theta;
        apply.update = update;
        apply.at = at;
        apply.keep = keep;
        apply.rounded = rounded;
        pool.run((theta.length + RANGE - 1) / RANGE, apply);
    }

    /** The arguments of {@link UpdatePass#teach} as a task that is allocated once; one call at a time. */
    private final class Teach implements WorkerPool.Task {
        private Teacher rule;
        private int[] stepsDone;
        private float[] gradient;
        private float[] state;
        private float[] update;
        private int at;
        private int n;
        private float[] theta;
        private float keep;
        private boolean rounded;

        int ranges() {
            return (n + RANGE - 1) / RANGE;
        }

        @Override
        public void run(int index, int worker) {
            int r = index / ranges();
            int from = index % ranges() * RANGE;
            int p = r * n + from;
            int count = Math.min(RANGE, n - from);
            rows[worker].step(
                    rule,
                    stepsDone[r] + 1,
                    gradient,
                    at + p,
                    state,
                    p,
                    n * stepsDone.length,
                    update,
                    at + p,
                    count,
                    theta,
                    p,
                    keep,
                    rounded);
        }
    }

    /** The same for {@link UpdatePass#apply}. */
    private final class Apply implements WorkerPool.Task {
        private float[] theta;
        private float[] update;
        private int at;
        private float keep;
        private boolean rounded;

        @Override
        public void run(int index, int worker) {
            int p = index * RANGE;
            rows[worker].apply(theta, p, update, at + p, keep, rounded, Math.min(RANGE, theta.length - p));
        }
    }
}
