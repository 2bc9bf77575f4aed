package dev.understudy.engine;

import dev.understudy.engine.MetaTraining.Losses;
import java.util.Arrays;

/**
 * A ring buffer of losses. Those of meta-step m are in row m modulo the number of rows, so losses not read in time are
 * overwritten.
 */
public final class LossRing {
    /** The number of rows in every engine's ring. */
    public static final int ROWS = 100_000;

    private final int rows;
    private final Rows kept;
    private long read;

    /** Reads rows from … to − 1, which are of the meta-steps from {@code first} on. */
    interface Rows {
        Losses read(long first, int from, int to);
    }

    LossRing(int rows, Rows kept) {
        this.rows = rows;
        this.kept = kept;
    }

    /** The row of a meta-step in a ring of {@link #ROWS}. */
    public static int row(long metaStep) {
        return (int) (metaStep % ROWS);
    }

    /** Marks the losses of all meta-steps before this one as read. */
    void skipTo(long metaStep) {
        read = metaStep;
    }

    /** The losses since the last reading, up to the meta-step before this one. */
    Losses readTo(long metaStep) {
        long first = Math.max(read, metaStep - rows);
        int from = (int) (first % rows);
        int n = (int) (metaStep - first);
        int beforeTheEnd = Math.min(n, rows - from);
        Losses losses = kept.read(first, from, from + beforeTheEnd);
        read = metaStep;
        return n == beforeTheEnd ? losses : joined(losses, kept.read(first + beforeTheEnd, 0, n - beforeTheEnd));
    }

    private static Losses joined(Losses a, Losses b) {
        return new Losses(
                a.first(),
                joined(a.imitation(), b.imitation()),
                joined(a.task(), b.task()),
                joined(a.modelFirst(), b.modelFirst()),
                joined(a.modelLast(), b.modelLast()));
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
