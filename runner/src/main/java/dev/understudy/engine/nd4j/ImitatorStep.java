package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import java.util.List;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One step of the imitator over up to N coordinates, where ND4J keeps its arrays, for whoever has gradients of his own and
 * opens no engine: an {@link Unroll} with T = 1 between copies. On arrays in the memory of a GPU nothing comes to the host; for those in
 * the host's memory {@link dev.understudy.dl4j} has a faster way. Everything is computed in float32; what is copied in and out
 * may be of any floating type.
 *
 * <p>There is nothing to close: its arrays are reachable from here only, and ND4J frees them some time after this object
 * has become garbage. Not for two threads at once.
 */
public final class ImitatorStep {
    private final Program program = new Program();
    private final INDArray gradient; // [1][N]
    private final INDArray negative; // [1][N], −Δ̂
    private final INDArray carry; // [2H+1+S][N]
    private final INDArray time; // [2][1][1]; null where it is not read
    private final float[] now = new float[2];
    private final int horizon;

    /**
     * @param phi [W], copied
     * @param width N, the most coordinates of one call
     * @param horizon steps that the drive is planned to have; not read beside an imitator that reads no time
     */
    public ImitatorStep(Imitator imitator, float[] phi, long width, int horizon) {
        this.horizon = horizon;
        // The caller may have a workspace open, and these arrays outlive it.
        try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            INDArray weights = program.zeros(phi.length);
            weights.data().setData(phi);
            gradient = program.zeros(1, width);
            negative = program.zeros(1, width);
            carry = program.zeros(Carry.rows(imitator), width);
            time = imitator.time() ? program.zeros(2, 1, 1) : null;
            // Teacher forcing belongs to training: without a teacher there are only the imitator's own updates to go
            // on.
            new Unroll(
                            program,
                            imitator.free(),
                            false,
                            new Unroll.Lanes(
                                    weights,
                                    gradient,
                                    null,
                                    negative,
                                    new Carry(imitator, carry),
                                    time == null ? null : List.of(time)))
                    .forward();
            program.op("multiply", negative, program.scalar(-1), negative);
        }
    }

    /**
     * Replaces the gradients in columns from … to − 1 by −Δ̂, and the carry in the same columns by that of the next step.
     *
     * @param gradients [1][P]
     * @param carries [2H+1+S][P]: all h, then all c, layers bottom up, then Δ̂_{t−1}, then the moments as {@link Imitator#states()} has them
     * @param to at most {@code from} + N
     * @param done steps before this one, of which an imitator that reads no time knows nothing
     */
    public void run(INDArray gradients, INDArray carries, long from, long to, int done) {
        if (time != null) {
            StepInputs.time(done, horizon, now, 0, 1);
            time.data().setData(now);
        }
        long n = to - from;
        INDArray g = Views.columns(gradients, from, to);
        INDArray state = Views.columns(carries, from, to);
        Views.columns(gradient, 0, n).assign(g);
        Views.columns(carry, 0, n).assign(state);
        program.run(); // what stands in the columns from n on is left from before; no column reads another
        g.assign(Views.columns(negative, 0, n));
        state.assign(Views.columns(carry, 0, n));
    }
}
