package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Validated;
import java.util.List;

/**
 * One line of metrics.jsonl: the training since the line before. A loss that is not finite, or that there was none of, is null in the file, and
 * NaN here.
 *
 * @param metaStep done so far; it increases from line to line
 * @param imitationLoss mean over the meta-steps since the line before at which φ learned to imitate; NaN where there was none
 * @param taskLoss the same of those at which it learned from the tasks' loss: the mean of the optimizees' losses after each update of an unroll, or
 *     of their logarithms; of evolution what counts of a window, [L6] with its share of [L8]
 * @param modelLossFirst the optimizee's loss at the first step of an unroll, the same mean
 * @param modelLossLast and at its last step
 * @param learningRate of the meta-optimizer at the last meta-step
 * @param seconds that these meta-steps took
 * @param diagnostics of the last unroll; null where they were not due
 * @param validation of what evolution found, where it was due; empty where it was not
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
        validation = validation == null ? List.of() : List.copyOf(validation); // of before there were any
    }

    /** The last that the validation found; NaN where it was not due. */
    public double validated() {
        return validation.isEmpty()
                ? Double.NaN
                : validation.get(validation.size() - 1).loss();
    }
}
