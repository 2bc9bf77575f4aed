package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.nio.FloatBuffer;

/**
 * One step of the imitator on this host, for whoever has gradients of his own and opens no engine: {@link Kernels#step} of
 * the processor between copies, with the same bits. The thread that calls computes alone.
 *
 * <p>What it keeps from call to call is scratch on the heap, for at most {@value #TILE} coordinates; there is nothing to close. Not for
 * two threads at once: each has one of its own.
 */
public final class HostStep {
    /** Coordinates between two copies: a block of the kernels, so that what is copied in is still in the first caches when it is read. */
    private static final int TILE = 512;

    private final float[] phi;
    private final int width; // N, coordinates of the scratch
    private final ImitatePass pass;
    private final WorkerPool pool = new WorkerPool(1); // which has no thread beside the caller's
    private final float[] gradient; // [N]
    private final float[] predicted; // [N], then −Δ̂
    private final float[] h; // [H][N]
    private final float[] c; // [H][N]
    private final float[] update; // [N], Δ̂_{t−1}
    private final float[] moments; // [S][N]
    private final float[][] rows; // the four above in the order of a carry
    private final Kernels.Carry carry;

    /**
     * @param phi [W], copied
     * @param coordinates about as many as a call will have; any number is right
     */
    public HostStep(Imitator imitator, float[] phi, int coordinates) {
        imitator.checkWeights(phi);
        this.phi = phi.clone();
        width = Math.max(1, Math.min(TILE, coordinates));
        // Teacher forcing belongs to training: without a teacher there are only the imitator's own updates to go on.
        pass = new ImitatePass(imitator.free(), false, 1, 1, width, 1);
        gradient = new float[width];
        predicted = new float[width];
        h = new float[imitator.carried() * width];
        c = new float[imitator.carried() * width];
        update = new float[width];
        moments = new float[imitator.states().size() * width];
        rows = new float[][] {h, c, update, moments};
        carry = new Kernels.Carry(new CpuBuffer(h), new CpuBuffer(c), new CpuBuffer(update), new CpuBuffer(moments));
    }

    /** Numbers that each coordinate carries from step to step, 2H+1+S: h and c of every layer, Δ̂_{t−1}, and the moments. */
    public static int carried(Imitator imitator) {
        return 2 * imitator.carried() + 1 + imitator.states().size();
    }

    /**
     * Replaces the gradients of coordinates from … to − 1 by −Δ̂, and their carry by that of the next step. Positions and limits of
     * the buffers are left alone.
     *
     * @param gradients [P], from place 0 on
     * @param carries [2H+1+S][P], from place 0 on: all h, then all c, layers bottom up, then Δ̂_{t−1}, then the moments as
     *     {@link Imitator#states()} has them
     * @param coordinates P
     */
    public void run(FloatBuffer gradients, FloatBuffer carries, int coordinates, int from, int to) {
        for (int at = from; at < to; at += width) {
            int n = Math.min(width, to - at);
            gradients.get(at, gradient, 0, n);
            int row = at;
            for (float[] part : rows) {
                for (int k = 0; k < part.length; k += width, row += coordinates) {
                    carries.get(row, part, k, n);
                }
            }
            // What stands in the places from n on is left from before; no coordinate reads another.
            pass.step(pool, phi, gradient, 0, null, carry, predicted);
            for (int p = 0; p < n; p++) {
                predicted[p] = -predicted[p];
            }
            gradients.put(at, predicted, 0, n);
            row = at;
            for (float[] part : rows) {
                for (int k = 0; k < part.length; k += width, row += coordinates) {
                    carries.put(row, part, k, n);
                }
            }
        }
    }
}
