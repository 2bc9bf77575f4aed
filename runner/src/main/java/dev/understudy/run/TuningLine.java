package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One line of tuning.jsonl: a teacher drove a fresh network to its end, at one learning rate on one seed. The config
 * has the teacher, its schedule and the number of steps. A figure that is not finite is null in the file and NaN here.
 *
 * @param learningRate before the schedule
 * @param seed of the network, its batches and its dropout masks
 * @param step after which these figures were measured: the last, or the point at which a diverged rollout was ended
 * @param firstBadStep the first step, counted from 0, whose loss was not finite; the number of steps if only the loss
 *     of the last θ was not finite; null if all were finite
 * @param trainingLoss of θ at this step, in evaluation mode, over the first 10,000 training samples
 * @param batchLoss mean training-mode loss of the last tenth of all steps
 * @param testLoss of θ at this step, in evaluation mode, over the whole test set
 * @param testAccuracy over the same, 0 to 1
 * @param steps the points of the curves, about a hundred
 * @param trainingLosses at each of them, in evaluation mode, over the first 1,000 training samples
 * @param batchLosses mean training-mode loss of the steps since the last point
 * @param seconds that the rollout took
 */
public record TuningLine(
        @JsonProperty(required = true) double learningRate,
        @JsonProperty(required = true) long seed,
        @JsonProperty(required = true) int step,
        Integer firstBadStep,
        double trainingLoss,
        double batchLoss,
        double testLoss,
        double testAccuracy,
        int[] steps,
        float[] trainingLosses,
        float[] batchLosses,
        double seconds) {
    public boolean diverged() {
        return firstBadStep != null;
    }

    public boolean isOf(double rate, long ofSeed) {
        return learningRate == rate && seed == ofSeed;
    }
}
