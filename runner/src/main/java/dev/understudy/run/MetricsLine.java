package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.understudy.engine.MetaTraining.Diagnostics;

/**
 * One line of metrics.jsonl: the training since the line before. A loss that is not finite is null in the file, and NaN
 * here.
 *
 * @param metaStep done so far; it increases from line to line
 * @param imitationLoss mean over the meta-steps since the line before
 * @param modelLossFirst the optimizee's loss at the first step of an unroll, the same mean
 * @param modelLossLast and at its last step
 * @param learningRate of the meta-optimizer at the last meta-step
 * @param seconds that these meta-steps took
 * @param diagnostics of the last unroll; null where they were not due
 */
public record MetricsLine(
        @JsonProperty(required = true) long metaStep,
        double imitationLoss,
        double modelLossFirst,
        double modelLossLast,
        double learningRate,
        double seconds,
        @JsonInclude(JsonInclude.Include.NON_NULL) Diagnostics diagnostics) {}
