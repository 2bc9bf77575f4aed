package dev.understudy.report;

import static dev.understudy.report.RunFiles.number;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one driver ended on one seed: a result line of evaluation.jsonl. NaN stands for what is absent or was not finite.
 *
 * @param firstBadStep step of the first loss or θ that was not finite; null when there was none
 * @param trainingLoss mean training-mode loss of the last 500 steps
 * @param testLoss of θ at the end, whole test set
 * @param meanLoss test loss of the mean of θ over the last 500 steps: the primary figure
 * @param relativeError ‖Δ̂−u‖/‖u‖ over all steps
 */
record Ending(
        long seed,
        long steps,
        Long firstBadStep,
        double trainingLoss,
        double testLoss,
        double testAccuracy,
        double meanLoss,
        double meanAccuracy,
        double relativeError,
        double cosine,
        double bias,
        double maxCell,
        double seconds) {
    static Ending of(JsonNode line) {
        JsonNode bad = line.path("firstBadStep");
        return new Ending(
                line.path("seed").asLong(),
                line.path("steps").asLong(),
                bad.isNumber() ? bad.longValue() : null,
                number(line.path("trainingLoss")),
                number(line.path("testLoss")),
                number(line.path("testAccuracy")),
                number(line.path("meanLoss")),
                number(line.path("meanAccuracy")),
                number(line.path("relativeError")),
                number(line.path("cosine")),
                number(line.path("bias")),
                number(line.path("maxCell")),
                number(line.path("seconds")));
    }

    boolean diverged() {
        return firstBadStep != null;
    }
}
