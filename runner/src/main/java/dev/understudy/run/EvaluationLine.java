package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.understudy.engine.Statistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One line of evaluation.jsonl. A figure that is not finite is null in the file and NaN here; so is a figure missing in
 * the version that wrote the line.
 */
@JsonPropertyOrder("kind")
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "kind",
        visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = EvaluationLine.Point.class, name = "point"),
    @JsonSubTypes.Type(
            value = EvaluationLine.Result.class,
            names = {"horizon", "result"}),
    @JsonSubTypes.Type(value = EvaluationLine.Verdict.class, name = "verdict")
})
public sealed interface EvaluationLine {
    /** The kinds of lines. */
    enum Kind {
        /** A point of a rollout's curve. */
        POINT,
        /** A rollout's figures at one of {@code evaluation.horizons}, before its end. */
        HORIZON,
        /** A rollout's figures at its end; a rollout that has this line is complete. */
        RESULT,
        /** The result of all rollouts together. */
        VERDICT;

        @JsonValue
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @JsonProperty
    Kind kind();

    /**
     * A point of a rollout's curve, every {@code evaluation.everySteps} steps.
     *
     * @param rollout who drives it
     * @param step after which the point was measured
     * @param losses training-mode loss of each step since the last point, on its batch and before its update
     * @param testLoss of θ, in evaluation mode, over the first {@code evaluation.batch} test samples
     * @param testAccuracy over the same, 0 to 1
     * @param relativeDifference ‖Δ̂ − u‖ / ‖u‖ over all coordinates and the steps since the last point
     * @param bias Σ(Δ̂ − u) / Σ|u| over the same
     * @param theta of |θ| at this step
     * @param cell of |c|, all layers, at this step
     * @param relativeError of the absolute value of [L1] at this step
     */
    record Point(
            @JsonProperty(required = true) long seed,

            @JsonProperty(required = true) @JsonAlias("driver")
            RolloutKind rollout,

            @JsonProperty(required = true) int step,
            float[] losses,
            double testLoss,
            double testAccuracy,
            double relativeDifference,
            double bias,
            Statistics theta,
            Statistics cell,
            Statistics relativeError)
            implements EvaluationLine {
        public Point {
            Objects.requireNonNull(rollout, "rollout");
            losses = losses == null ? new float[0] : losses;
            theta = theta == null ? Statistics.UNKNOWN : theta;
            cell = cell == null ? Statistics.UNKNOWN : cell;
            relativeError = relativeError == null ? Statistics.UNKNOWN : relativeError;
        }

        @Override
        public Kind kind() {
            return Kind.POINT;
        }
    }

    /**
     * A rollout's figures at a horizon.
     *
     * @param kind {@link Kind#HORIZON} or {@link Kind#RESULT}
     * @param rollout who drives it
     * @param step after which these figures were measured: the horizon, the last step, or the step at which a diverged
     *     rollout was ended
     * @param firstBadStep the first step, counted from 0, whose loss was not finite; null if all were finite
     * @param trainingLoss mean training-mode loss over the window that ends at this step (the last 500 steps, or half
     *     of a horizon below 1,000)
     * @param testLoss of θ at this step, in evaluation mode, over the whole test set
     * @param testAccuracy over the same, 0 to 1
     * @param meanLoss test loss of the mean of θ over that window, whole test set: the figure from which a verdict is
     *     computed
     * @param meanAccuracy of the same
     * @param pointLosses test loss of θ at five steps up to this one, over the first 2,000 test samples
     * @param pointAccuracies of the same
     * @param relativeError ‖Δ̂ − u‖ / ‖u‖ over all coordinates and steps so far
     * @param cosine of the angle between Δ̂ and u, over the same
     * @param bias Σ(Δ̂ − u) / Σ|u|, over the same
     * @param maxCell largest |c| at any point so far
     * @param meanTheta mean |θ| at this step
     * @param seconds that the rollout has taken so far, with its points
     * @param stepMillis wall time of a step, without the points; if the imitator drives, with the time of the teacher's
     *     update that is computed for comparison, and if the teacher drives, of the teacher alone
     */
    record Result(
            @JsonProperty(required = true) Kind kind,
            @JsonProperty(required = true) long seed,

            @JsonProperty(required = true) @JsonAlias("driver")
            RolloutKind rollout,

            @JsonProperty(required = true) @JsonAlias("steps")
            int step,

            Integer firstBadStep,
            double trainingLoss,
            double testLoss,
            double testAccuracy,
            double meanLoss,
            double meanAccuracy,
            List<Double> pointLosses,
            List<Double> pointAccuracies,
            double relativeError,
            double cosine,
            double bias,
            double maxCell,
            double meanTheta,
            double seconds,
            double stepMillis)
            implements EvaluationLine {
        public Result {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(rollout, "rollout");
            pointLosses = pointLosses == null ? List.of() : pointLosses;
            pointAccuracies = pointAccuracies == null ? List.of() : pointAccuracies;
        }

        public boolean diverged() {
            return firstBadStep != null;
        }

        /** Whether it reached its end with finite losses, on every batch and on the test set. */
        public boolean survived() {
            return !diverged() && Double.isFinite(testLoss);
        }

        /** Whether it belongs to this rollout. */
        public boolean isOf(RolloutKind who, long ofSeed) {
            return rollout == who && seed == ofSeed;
        }
    }

    /**
     * The result of all rollouts together; the last line of a complete evaluation.
     *
     * @param verdict in the words of the report
     * @param seeds number of seeds from which it was computed
     * @param lnRatio mean over the seeds of ln(the imitator's {@code meanLoss} / the teacher's)
     * @param standardError of that mean
     * @param bar for the ratio, which depends on the teacher
     * @param reason in one sentence
     */
    record Verdict(String verdict, int seeds, double lnRatio, double standardError, double bar, String reason)
            implements EvaluationLine {
        @Override
        public Kind kind() {
            return Kind.VERDICT;
        }
    }
}
