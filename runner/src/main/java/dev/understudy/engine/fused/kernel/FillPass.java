package dev.understudy.engine.fused.kernel;

import java.util.Arrays;

/**
 * Writes a value to the rows of the replicas that begin an episode. The carry of a large imitator has some megabytes,
 * so the workers share it.
 */
final class FillPass implements WorkerPool.Task {
    /** Fewer values are filled faster than a worker begins. */
    private static final int WORTHWHILE = 65_536;

    private float[] values;
    private int n;
    private boolean[] which;
    private float value;

    /**
     * Writes value to the chosen replicas' part of values [.][R][n].
     *
     * @param which [R]
     */
    void run(WorkerPool pool, float[] values, int n, boolean[] which, float value) {
        this.values = values;
        this.n = n;
        this.which = which;
        this.value = value;
        int rows = values.length / n;
        if (values.length >= WORTHWHILE) {
            pool.run(rows, this);
        } else {
            for (int row = 0; row < rows; row++) {
                run(row, 0);
            }
        }
    }

    @Override
    public void run(int row, int worker) {
        if (which[row % which.length]) {
            Arrays.fill(values, row * n, (row + 1) * n, value);
        }
    }
}
