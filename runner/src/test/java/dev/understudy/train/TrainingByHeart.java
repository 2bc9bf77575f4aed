package dev.understudy.train;

import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A meta-training that computes nothing: at meta-step m, counted from 0, the losses are m, 2m + 1 and 3m + 2, and the task's is 4m + 3. */
final class TrainingByHeart implements MetaTraining {
    /** The number of requested meta-steps, call by call. */
    final List<Integer> asked = new ArrayList<>();

    private final long bad;
    private final long badPhi;
    private long metaStep;
    private long read;

    /**
     * @param at the meta-step from which it continues
     * @param bad the meta-step whose imitation loss is NaN, and the task's infinite; −1 for none
     * @param badPhi from so many meta-steps on φ is not finite, −1 for never
     */
    TrainingByHeart(long at, long bad, long badPhi) {
        metaStep = at;
        read = at;
        this.bad = bad;
        this.badPhi = badPhi;
    }

    @Override
    public long metaStep() {
        return metaStep;
    }

    @Override
    public void run(int metaSteps) {
        asked.add(metaSteps);
        metaStep += metaSteps;
    }

    @Override
    public Losses losses() {
        int n = (int) (metaStep - read);
        float[][] losses = new float[4][n];
        for (int i = 0; i < n; i++) {
            long m = read + i;
            losses[0][i] = m == bad ? Float.NaN : m;
            losses[1][i] = 2 * m + 1;
            losses[2][i] = 3 * m + 2;
            losses[3][i] = m == bad ? Float.POSITIVE_INFINITY : 4 * m + 3;
        }
        Losses result = new Losses(read, losses[0], losses[3], losses[1], losses[2]);
        read = metaStep;
        return result;
    }

    @Override
    public Diagnostics diagnostics() {
        return new Diagnostics(mean(1), mean(2), mean(3), mean(metaStep));
    }

    private static Statistics mean(double mean) {
        return new Statistics(0, 0, mean, 0, 0, 0);
    }

    @Override
    public float[] phi() {
        return new float[] {badPhi >= 0 && metaStep >= badPhi ? Float.NaN : metaStep};
    }

    @Override
    public Snapshot snapshot() {
        return new Snapshot(metaStep, Map.of("phi", new Snapshot.Tensor(new int[] {1}, phi())));
    }

    @Override
    public void restore(Snapshot snapshot) {
        throw new UnsupportedOperationException("a trainer restores nothing");
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
