package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Validated;
import java.util.List;

/**
 * One line of metrics.jsonl: the training since the last line. A loss that is not finite or was not computed is null in
 * the file, and NaN here.
 *
 * @param metaStep done so far; it increases from line to line
 * @param imitationLoss mean over the meta-steps since the last line in which φ learned to imitate; NaN if there were
 *     none
 * @param taskLoss mean over the meta-steps since the last line in which φ learned from the tasks' loss: the mean of the
 *     optimizees' losses after each update of an unroll, or of their logarithms; in evolution the loss of a window,
 *     [L6] with its share of [L8]
 * @param modelLossFirst mean over the meta-steps since the last line of the optimizee's loss at the first step of an
 *     unroll
 * @param modelLossLast the same at the last step of an unroll
 * @param learningRate of the meta-optimizer at the last meta-step
 * @param seconds that these meta-steps took
 * @param diagnostics of the last unroll; null if they were not due
 * @param validation of the weights found by evolution; empty if it was not due
 */
public record MetricsLine(
        @JsonProperty(required = true) long metaStep,
        double imitationLoss,
        double taskLoss,
        double modelLossFirst,
        double modelLossLast,
        double learningRate,
        double seconds,
        @JsonInclude(JsonInclude.Include.NON_NULL) Diagnostics diagnostics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Validated> validation) {
    public MetricsLine {
        validation = validation == null ? List.of() : List.copyOf(validation); // null in lines of older versions
    }

    /** The loss of the last validation; NaN if it was not due. */
    public double validated() {
        return validation.isEmpty()
                ? Double.NaN
                : validation.get(validation.size() - 1).loss();
    }
}
