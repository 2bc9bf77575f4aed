package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * [I25] Scales the update of each tensor by its factor, as operations of a program: sizes tensor by tensor, then all
 * factors at once.
 */
final class TensorOps {
    private TensorOps() {}

    /**
     * Multiplies the update of each tensor by its factor.
     *
     * @param phi [W]
     * @param theta [1][P], before the update
     * @param update [1][P], changed
     * @param bounds offset of each tensor in θ, and P
     */
    static void scale(
            Program program, Imitator imitator, INDArray phi, INDArray theta, INDArray update, List<Long> bounds) {
        int tensors = bounds.size() - 1;
        INDArray squares = program.zeros(theta.length());
        INDArray ofUpdate = program.zeros(tensors);
        INDArray ofWeights = program.zeros(tensors);
        for (int k = 0; k < tensors; k++) {
            size(program, tensor(update, bounds, k), tensor(squares, bounds, k), Views.part(ofUpdate, k, 1));
            size(program, tensor(theta, bounds, k), tensor(squares, bounds, k), Views.part(ofWeights, k, 1));
        }
        logarithm(program, ofUpdate, 1 / imitator.gain(), Math.exp(-16));
        logarithm(program, ofWeights, 16, 1.0 / 4096);
        INDArray alpha = Views.part(phi, imitator.tensorScaleOffset(), 1);
        INDArray beta = Views.part(phi, imitator.tensorScaleOffset() + 1L, 1);
        program.op("multiply", ofUpdate, alpha, ofUpdate)
                .op("multiply", ofWeights, beta, ofWeights)
                .op("subtract", ofWeights, ofUpdate, ofWeights)
                .op("clipbyvalue", List.of(ofWeights), ofWeights, List.of(-16.0, 16.0))
                .exp(ofWeights, ofWeights);
        for (int k = 0; k < tensors; k++) {
            INDArray u = tensor(update, bounds, k);
            program.op("multiply", u, Views.part(ofWeights, k, 1), u);
        }
    }

    private static INDArray tensor(INDArray a, List<Long> bounds, int k) {
        return Views.part(a, bounds.get(k), bounds.get(k + 1) - bounds.get(k));
    }

    /**
     * The root mean square.
     *
     * @param squares scratch of the same length
     * @param to [1]
     */
    private static void size(Program program, INDArray values, INDArray squares, INDArray to) {
        program.op("multiply", values, values, squares)
                .reduce("reduce_mean", squares, to, 0)
                .sqrt(to, to);
    }

    /** sizes ← ln(max(sizes·times, least)) */
    private static void logarithm(Program program, INDArray sizes, double times, double least) {
        program.op("multiply", sizes, program.scalar(times), sizes)
                .op("maximum", sizes, program.scalar(least), sizes)
                .log(sizes, sizes);
    }
}
