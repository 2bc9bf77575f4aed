package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
import java.nio.FloatBuffer;

/**
 * One step of the imitator on the host, for a caller that has gradients and opens no engine. Block by block it computes
 * the same as {@link Kernels#step} on the CPU, bit for bit, on the calling thread. The factor of a learned schedule
 * [I26] is not included: the caller multiplies by it.
 *
 * <p>An instance keeps scratch on the heap for one block of coordinates and needs no closing. It serves one thread at a
 * time.
 */
public final class HostStep {
    private final int width; // N, coordinates of a block
    private final int horizon;
    private final LstmBlock block;
    private final float[] minus; // [N], −Δ̂
    private final float[] h; // [H][N]
    private final float[] c; // [H][N]
    private final float[] update; // [N], Δ̂_{t−1}
    private final float[] moments; // [S][N]
    private final float[][] rows; // the four arrays above in the order of a carry

    /** For an imitator that does not read time. */
    public HostStep(Imitator imitator, float[] phi, int coordinates) {
        this(imitator, phi, coordinates, 0);
    }

    /**
     * @param phi [W], read only in the constructor
     * @param coordinates about as many as a call will have; any number is correct
     * @param horizon steps that the rollout is planned to have; 0 for an imitator that does not read time
     */
    public HostStep(Imitator imitator, float[] phi, int coordinates, int horizon) {
        imitator.checkWeights(phi);
        Checks.that(horizon > 0 || !imitator.time(), "horizon", horizon, "1 or more: the imitator reads its progress");
        Checks.that(
                !imitator.tensorScale(),
                "imitator.tensorScale",
                true,
                "false: gradients alone show neither the bounds of tensors nor the size of their weights");
        this.horizon = horizon;
        // Teacher forcing belongs to training: without a teacher the imitator's own updates are fed back.
        Imitator free = imitator.free();
        Provider provider = LstmBlock.provider(free);
        width = LstmBlock.width(free, 1, Math.max(1, coordinates), provider);
        block = new LstmBlock(free, false, 1, width, provider);
        block.pack(phi, 0);
        minus = new float[width];
        h = new float[imitator.carried() * width];
        c = new float[imitator.carried() * width];
        update = new float[width];
        moments = new float[imitator.states().size() * width];
        rows = new float[][] {h, c, update, moments};
    }

    /**
     * Numbers that each coordinate carries from step to step, 2H+1+S: h and c of every layer, Δ̂_{t−1}, and the
     * moments.
     */
    public static int carried(Imitator imitator) {
        return 2 * imitator.carried() + 1 + imitator.states().size();
    }

    /**
     * Replaces the gradients of coordinates from … to − 1 by −Δ̂, and their carry by that of the next step. Positions
     * and limits of the buffers are left alone.
     *
     * @param gradients [P], from index 0 on
     * @param carries [2H+1+S][P], from index 0 on: all h, then all c, layers bottom up, then Δ̂_{t−1}, then the moments
     *     in the order of {@link Imitator#states()}
     * @param coordinates P
     * @param done steps before this one; ignored by an imitator that does not read time
     */
    public void run(FloatBuffer gradients, FloatBuffer carries, int coordinates, int from, int to, int done) {
        block.time(done, horizon);
        for (int at = from; at < to; at += width) {
            int n = Math.min(width, to - at);
            // Places from n on keep old values, which do not affect the other coordinates.
            gradients.get(at, block.gradient[0], 0, n);
            int row = at;
            for (float[] part : rows) {
                for (int k = 0; k < part.length; k += width, row += coordinates) {
                    carries.get(row, part, k, n);
                }
            }
            block.loadCarry(h, c, update, moments, 0, width, n);
            block.unroll();
            block.storeCarry(h, c, update, moments, 0, width, n);
            for (int p = 0; p < n; p++) {
                minus[p] = -block.predicted[0][p];
            }
            gradients.put(at, minus, 0, n);
            row = at;
            for (float[] part : rows) {
                for (int k = 0; k < part.length; k += width, row += coordinates) {
                    carries.put(row, part, k, n);
                }
            }
        }
    }
}
