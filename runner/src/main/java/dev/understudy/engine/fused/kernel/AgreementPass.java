package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Rollout.Agreement;

/**
 * The six sums of agreement between two updates, for each replica: one task per replica, summed in index order and in
 * double [L3].
 */
final class AgreementPass implements WorkerPool.Task {
    private float[] predicted;
    private float[] truth;
    private int n; // coordinates per replica
    private float[] sums;
    private int at;

    /**
     * Computes the sums.
     *
     * @param predicted, truth [R][P]
     * @param sums [.], [R][6] values written from {@code at} on
     */
    void run(WorkerPool pool, float[] predicted, float[] truth, int replicas, float[] sums, int at) {
        this.predicted = predicted;
        this.truth = truth;
        n = predicted.length / replicas;
        this.sums = sums;
        this.at = at;
        pool.run(replicas, this);
    }

    @Override
    public void run(int replica, int worker) {
        double error = 0;
        double size = 0;
        double truths = 0;
        double predictions = 0;
        double product = 0;
        double signed = 0;
        for (int p = replica * n; p < (replica + 1) * n; p++) {
            float q = predicted[p];
            float u = truth[p];
            double d = (double) q - u;
            error += d * d;
            truths += (double) u * u;
            predictions += (double) q * q;
            product += (double) q * u;
            signed += d;
            size += Math.abs(u);
        }
        int to = at + replica * Agreement.SUMS;
        sums[to] = (float) error;
        sums[to + 1] = (float) truths;
        sums[to + 2] = (float) predictions;
        sums[to + 3] = (float) product;
        sums[to + 4] = (float) signed;
        sums[to + 5] = (float) size;
    }
}
