package dev.understudy.engine.nd4j;

import dev.understudy.engine.TrainingSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * [L5] The task loss over T steps of R replicas driven by the imitator, and its derivative, as operations of a program.
 */
final class TaskOps {
    private TaskOps() {}

    /**
     * Adds the loss.
     *
     * @param lastGradient [1][R][N], after the last step
     * @param slope [T][R][N], written: derivative by the predictions, of the mean over replicas
     * @param value [1], written: mean over the replicas
     */
    static void add(
            Program program,
            TrainingSpec spec,
            Learner.Met met,
            INDArray lastGradient,
            INDArray slope,
            INDArray value) {
        int steps = spec.unroll();
        int replicas = spec.replicas();
        INDArray losses = program.zeros(steps, replicas); // after each step
        for (int t = 0; t < steps; t++) {
            program.copy(
                    t + 1 < steps ? Views.part(met.loss(), (t + 1L) * replicas, replicas) : met.lastLoss(),
                    Views.part(losses, (long) t * replicas, replicas));
        }
        double share = (double) spec.problem().optimizee().coordinates() / spec.lanes() / steps / replicas;
        INDArray weights = program.zeros(steps, replicas);
        INDArray counted = losses;
        if (spec.logarithmic()) {
            counted = program.zeros(steps, replicas);
            program.op("maximum", losses, program.scalar(1e-8), losses);
            program.op("divide", program.scalar(share), losses, weights).log(losses, counted);
        } else {
            program.copy(program.scalar(share), weights);
        }
        program.reduce("reduce_mean", counted, value, 0, 1);
        for (int t = steps - 1; t >= 0; t--) {
            INDArray g = t + 1 < steps ? step(met.gradient(), t + 1) : step(lastGradient, 0);
            INDArray to = step(slope, t);
            program.op("multiply", g, Views.part(weights, (long) t * replicas, replicas, 1), to);
            if (t + 1 < steps) {
                program.op("add", to, step(slope, t + 1), to);
            }
        }
    }

    /** [R][N] of [T][R][N] */
    private static INDArray step(INDArray a, int t) {
        return Views.part(a, t * a.size(1) * a.size(2), a.size(1), a.size(2));
    }
}
