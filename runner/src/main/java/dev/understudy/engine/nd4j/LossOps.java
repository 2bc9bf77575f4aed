package dev.understudy.engine.nd4j;

import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Optimizee;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The optimizee's losses [O5], [O6] and the imitation losses [L1], [L2] as operations of a program. */
final class LossOps {
    private LossOps() {
    }

    /**
     * Each sample's loss, and its derivative by the logits.
     *
     * @param logits [B][classes], or [B][1]
     * @param labels [B][classes], one-hot
     * @param losses [B], written
     * @param d as logits, written; null where not wanted
     */
    static void model(Program program, Optimizee.Loss loss, INDArray logits, INDArray labels, INDArray losses, INDArray d) {
        INDArray one = program.scalar(1);
        if (loss == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            INDArray y = program.zeros(logits.shape());
            program.copy(Views.columns(labels, 1, 2), y);
            program.op("sigm_cross_entropy_loss", List.of(logits, one, y), losses.reshape(losses.length(), 1), List.of(0.0), 0); // [O6]
            if (d != null) {
                program.op("sigmoid", logits, d).op("subtract", d, y, d);
            }
            return;
        }
        program.op("softmax_cross_entropy_loss", List.of(logits, one, labels), losses.reshape(losses.length(), 1), List.of(0.0), 0); // [O5]
        if (d != null) {
            program.op("softmax", logits, d).op("subtract", d, labels, d);
        }
    }

    /** right [B] = 1 where the logits name the label. */
    static void right(Program program, Optimizee.Loss loss, INDArray logits, INDArray labels, INDArray right) {
        long n = logits.size(0);
        INDArray found = program.zeros(DataType.INT64, n);
        INDArray label = program.zeros(DataType.INT64, n);
        INDArray same = program.zeros(DataType.BOOL, n);
        INDArray scores = logits;
        if (loss == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            // The logit stands for label 1 against nothing for label 0; a tie is label 0.
            scores = program.zeros(n, 2);
            program.copy(logits, Views.columns(scores, 1, 2));
        }
        program.op("argmax", List.of(scores), List.of(found), 1).op("argmax", List.of(labels), List.of(label), 1);
        program.op("equals", found, label, same).cast(same, right);
    }

    /**
     * The imitation loss over T steps of R replicas, and its derivative by the predictions, of the mean over replicas.
     *
     * @param truth, predicted [T][R][P]
     * @param slope [T][R][P], written
     * @param value [1], written: mean over the replicas
     */
    static void imitation(Program program, ImitationLoss loss, double floor, INDArray truth, INDArray predicted, INDArray slope, INDArray value) {
        long replicas = truth.size(1);
        INDArray scale = program.zeros(truth.shape());
        INDArray error = program.zeros(truth.shape());
        INDArray perStep = program.zeros(truth.size(0), replicas);
        INDArray perReplica = program.zeros(replicas);
        program.op("subtract", truth, predicted, error);
        if (loss == ImitationLoss.RELATIVE) {
            program.op("add", truth, program.scalar(1e-8), scale).op("divide", error, scale, error); // [L1]
            program.op("divide", error, scale, slope).op("multiply", error, error, error);
            program.reduce("reduce_sum", error, perStep, 2).reduce("reduce_sum", perStep, perReplica, 0).sqrt(perReplica, perReplica);
            program.reduce("reduce_mean", perReplica, value, 0);
            // The norm's derivative at zero is taken as zero; there every error is, so any finite factor does.
            program.op("maximum", perReplica, program.scalar(Float.MIN_NORMAL), perReplica);
            program.op("multiply", perReplica, program.scalar(-replicas), perReplica);
            program.op("divide", slope, perReplica.reshape(1, replicas, 1), slope);
            return;
        }
        double terms = (double) truth.length();
        program.abs(truth, scale).op("add", scale, program.scalar(floor), scale).op("divide", error, scale, error); // [L2]
        program.clip(error, slope);
        INDArray half = program.zeros(truth.shape());
        program.op("multiply", slope, program.scalar(0.5), half).op("subtract", error, half, error).op("multiply", error, slope, error);
        program.reduce("reduce_sum", error, perStep, 2).reduce("reduce_sum", perStep, perReplica, 0).reduce("reduce_sum", perReplica, value, 0);
        program.op("multiply", value, program.scalar(1 / terms), value);
        program.op("divide", slope, scale, slope).op("multiply", slope, program.scalar(-1 / terms), slope);
    }
}
