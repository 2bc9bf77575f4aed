package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Optimizee;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The optimizee's losses [O5], [O6] as operations of a program. */
final class LossOps {
    private LossOps() {}

    /**
     * Each sample's loss, and its derivative by the logits.
     *
     * @param logits [B][classes], or [B][1]
     * @param labels [B][classes], one-hot
     * @param losses [B], written
     * @param d as logits, written; null if not needed
     */
    static void model(
            Program program, Optimizee.Loss loss, INDArray logits, INDArray labels, INDArray losses, INDArray d) {
        INDArray one = program.scalar(1);
        if (loss == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            INDArray y = program.zeros(logits.shape());
            program.copy(Views.columns(labels, 1, 2), y);
            program.op(
                    "sigm_cross_entropy_loss",
                    List.of(logits, one, y),
                    losses.reshape(losses.length(), 1),
                    List.of(0.0),
                    0); // [O6]
            if (d != null) {
                program.op("sigmoid", logits, d).op("subtract", d, y, d);
            }
            return;
        }
        program.op(
                "softmax_cross_entropy_loss",
                List.of(logits, one, labels),
                losses.reshape(losses.length(), 1),
                List.of(0.0),
                0); // [O5]
        if (d != null) {
            program.op("softmax", logits, d).op("subtract", d, labels, d);
        }
    }

    /** Writes to right [B] 1 if the logits predict the label, else 0. */
    static void right(Program program, Optimizee.Loss loss, INDArray logits, INDArray labels, INDArray right) {
        long n = logits.size(0);
        INDArray found = program.zeros(DataType.INT64, n);
        INDArray label = program.zeros(DataType.INT64, n);
        INDArray same = program.zeros(DataType.BOOL, n);
        INDArray scores = logits;
        if (loss == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            // The logit is the score of label 1, and 0 that of label 0; a tie is label 0.
            scores = program.zeros(n, 2);
            program.copy(logits, Views.columns(scores, 1, 2));
        }
        program.op("argmax", List.of(scores), List.of(found), 1).op("argmax", List.of(labels), List.of(label), 1);
        program.op("equals", found, label, same).cast(same, right);
    }
}
