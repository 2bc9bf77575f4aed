package dev.understudy.engine.nd4j;

import dev.understudy.imitation.ImitationLoss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The imitation losses [L1] and [L2] over T steps of R replicas, and their derivative, as operations of a program. */
final class ImitationOps {
    private final Program program;
    private final INDArray truth; // [T][R][N], the teacher's updates
    private final INDArray predicted; // [T][R][N]
    private final INDArray slope; // [T][R][N], written: derivative by the predictions, of the mean over replicas
    private final INDArray value; // [1], written: mean over the replicas
    private final Kept kept;
    private final INDArray scale; // [T][R][N]
    private final INDArray error; // [T][R][N]
    private final INDArray perStep; // [T][R]
    private final INDArray perReplica; // [R]

    /**
     * The arrays of a loss.
     *
     * @param scale, error [T][R][N]
     * @param half [T][R][N], for [L2]; else null
     */
    record Kept(INDArray scale, INDArray error, INDArray half) {
        static Kept of(ArrayMaker make, ImitationLoss loss, int steps, int replicas, int coordinates) {
            return new Kept(
                    make.zeros(steps, replicas, coordinates),
                    make.zeros(steps, replicas, coordinates),
                    loss == ImitationLoss.RELATIVE ? null : make.zeros(steps, replicas, coordinates));
        }
    }

    private ImitationOps(
            Program program, Kept kept, INDArray truth, INDArray predicted, INDArray slope, INDArray value) {
        this.program = program;
        this.truth = truth;
        this.predicted = predicted;
        this.slope = slope;
        this.value = value;
        this.kept = kept;
        scale = kept.scale;
        error = kept.error;
        perStep = program.zeros(truth.size(0), truth.size(1));
        perReplica = program.zeros(truth.size(1));
        program.op("subtract", truth, predicted, error);
    }

    /**
     * Adds the loss.
     *
     * @param floor for [L2]: size below which differences of updates do not matter
     * @param truth, predicted [T][R][N]
     * @param slope [T][R][N], written: derivative by the predictions, of the mean over replicas
     * @param value [1], written: mean over the replicas
     */
    static void add(
            Program program,
            Kept kept,
            ImitationLoss loss,
            double floor,
            INDArray truth,
            INDArray predicted,
            INDArray slope,
            INDArray value) {
        ImitationOps ops = new ImitationOps(program, kept, truth, predicted, slope, value);
        if (loss == ImitationLoss.RELATIVE) {
            ops.relative();
        } else {
            ops.huber(floor);
        }
    }

    private void relative() {
        long replicas = truth.size(1);
        program.op("add", truth, program.scalar(1e-8), scale).op("divide", error, scale, error); // [L1]
        program.op("divide", error, scale, slope).op("multiply", error, error, error);
        program.reduce("reduce_sum", error, perStep, 2)
                .reduce("reduce_sum", perStep, perReplica, 0)
                .sqrt(perReplica, perReplica);
        program.reduce("reduce_mean", perReplica, value, 0);
        // The norm's derivative at zero is taken as zero: every error is zero there, so any finite factor will do.
        program.op("maximum", perReplica, program.scalar(Float.MIN_NORMAL), perReplica);
        program.op("multiply", perReplica, program.scalar(-replicas), perReplica);
        program.op("divide", slope, perReplica.reshape(1, replicas, 1), slope);
    }

    private void huber(double floor) {
        double terms = (double) truth.length();
        program.abs(truth, scale)
                .op("add", scale, program.scalar(floor), scale)
                .op("divide", error, scale, error); // [L2]
        program.clip(error, slope);
        INDArray half = kept.half;
        program.op("multiply", slope, program.scalar(0.5), half)
                .op("subtract", error, half, error)
                .op("multiply", error, slope, error);
        program.reduce("reduce_sum", error, perStep, 2).reduce("reduce_sum", perStep, perReplica, 0);
        program.reduce("reduce_sum", perReplica, value, 0).op("multiply", value, program.scalar(1 / terms), value);
        program.op("divide", slope, scale, slope).op("multiply", slope, program.scalar(-1 / terms), slope);
    }
}
