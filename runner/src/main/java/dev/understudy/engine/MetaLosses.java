package dev.understudy.engine;

import dev.understudy.engine.MetaTraining.Losses;
import java.util.Arrays;

/**
 * The losses of a training on the host, kept until they are read; beyond {@link LossRing#ROWS} the oldest are
 * overwritten.
 */
final class MetaLosses {
    private final float[] counted = new float[LossRing.ROWS];
    private final float[] first = new float[LossRing.ROWS];
    private final float[] last = new float[LossRing.ROWS];
    private final LossRing ring = new LossRing(
            LossRing.ROWS,
            (metaStep, from, to) -> new Losses(
                    metaStep, none(to - from), part(counted, from, to), part(first, from, to), part(last, from, to)));

    /** NaN in place of imitation losses, which this training does not have. */
    private static float[] none(int n) {
        float[] none = new float[n];
        Arrays.fill(none, Float.NaN);
        return none;
    }

    private static float[] part(float[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    void add(long metaStep, float counted, float first, float last) {
        int row = LossRing.row(metaStep);
        this.counted[row] = counted;
        this.first[row] = first;
        this.last[row] = last;
    }

    Losses take(long metaStep) {
        return ring.readTo(metaStep);
    }

    void skipTo(long metaStep) {
        ring.skipTo(metaStep);
    }
}
