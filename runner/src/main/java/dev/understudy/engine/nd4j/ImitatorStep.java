package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import java.util.List;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes one step of the imitator over up to N coordinates in ND4J's memory, for callers that have gradients of their
 * own and open no engine: an {@link Unroll} with T = 1 between copies. For arrays in GPU memory nothing is copied to
 * the host; for arrays in host memory {@link dev.understudy.dl4j} has a faster way. Computes in float32; the given
 * arrays may be of any floating type.
 *
 * <p>It need not be closed: its arrays are reachable only from here, and ND4J frees them some time after this object
 * has become garbage. Not thread-safe.
 */
public final class ImitatorStep {
    private final Program program = new Program();
    private final INDArray gradient; // [1][N]
    private final INDArray negative; // [1][N], −Δ̂
    private final INDArray carry; // [2H+1+S][N]
    private final INDArray time; // [2][1][1]; null if time is not read
    private final float[] now = new float[2];
    private final int horizon;

    /**
     * @param phi [W], copied
     * @param width N, the most coordinates of one call
     * @param horizon planned number of steps; ignored if the imitator does not read time
     */
    public ImitatorStep(Imitator imitator, float[] phi, long width, int horizon) {
        this.horizon = horizon;
        // The caller may have a workspace open, which these arrays outlive.
        try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            INDArray weights = program.zeros(phi.length);
            weights.data().setData(phi);
            gradient = program.zeros(1, width);
            negative = program.zeros(1, width);
            carry = program.zeros(Carry.rows(imitator), width);
            time = imitator.time() ? program.zeros(2, 1, 1) : null;
            // No teacher forcing here: without a teacher, Δ_{t−1} is the imitator's own update.
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
     * Replaces the gradients in columns from … to − 1 by −Δ̂, and the carry in the same columns by that of the next
     * step.
     *
     * @param gradients [1][P]
     * @param carries [2H+1+S][P]: all h, then all c, layers bottom up, then Δ̂_{t−1}, then the moments in the order
     *     of {@link Imitator#states()}
     * @param to at most {@code from} + N
     * @param done steps before this one; ignored if the imitator does not read time
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
        program.run(); // columns from n on hold old values; no column reads another
        g.assign(Views.columns(negative, 0, n));
        state.assign(Views.columns(carry, 0, n));
    }
}
