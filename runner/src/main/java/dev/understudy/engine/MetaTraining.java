package dev.understudy.engine;

import java.util.List;
import java.util.Set;

/** A meta-training in progress: φ, its meta-optimizer's state, and R episodes with all their state. */
public interface MetaTraining extends AutoCloseable {
    /** Meta-steps done. */
    long metaStep();

    /** Does {@code metaSteps} more meta-steps. An engine may only enqueue them. */
    void run(int metaSteps);

    /** The losses of the meta-steps since the last call, at most the last 100,000 of them. */
    Losses losses();

    /** The validations since the last call, in order; empty without validation. */
    default List<Validated> validated() {
        return List.of();
    }

    /** Statistics of the last unroll. */
    Diagnostics diagnostics();

    /** φ in the order of {@link dev.understudy.imitation.Imitator#layout()}. */
    float[] phi();

    /** The state for an exact continuation. */
    Snapshot snapshot();

    /** The names of a snapshot's tensors, which some trainings know without making one. */
    default Set<String> tensors() {
        return snapshot().tensors().keySet();
    }

    /**
     * Continues from a snapshot.
     *
     * @throws IllegalArgumentException naming a tensor that is missing, unknown or of another shape
     */
    void restore(Snapshot snapshot);

    @Override
    void close();

    /**
     * Losses of consecutive meta-steps, each the mean over the replicas.
     *
     * @param first the meta-step of the first value
     * @param imitation the imitation loss; NaN if φ did not learn to imitate
     * @param task the mean of the optimizees' losses over the unroll, or of their logarithms; NaN if φ did not learn
     *     from them
     * @param modelFirst the optimizee's loss at the first step of the unroll
     * @param modelLast the optimizee's loss at the last step
     */
    record Losses(long first, float[] imitation, float[] task, float[] modelFirst, float[] modelLast) {}

    /**
     * The result of one validation.
     *
     * @param metaStep number of meta-steps done
     * @param loss [L10], the lower the better
     */
    record Validated(long metaStep, float loss) {}

    /**
     * Statistics over all coordinates and steps of the last unroll; the relative error is the absolute value of [L1].
     */
    record Diagnostics(
            Statistics relativeError, Statistics gradients, Statistics teacherUpdates, Statistics predictedUpdates) {
        /** Computes the statistics; overwrites truth. */
        public static Diagnostics of(float[] truth, float[] predicted, float[] gradients) {
            Statistics updates = Statistics.of(truth, truth.length);
            return new Diagnostics(
                    Statistics.ofRelativeErrors(truth, predicted),
                    Statistics.of(gradients, gradients.length),
                    updates,
                    Statistics.of(predicted, predicted.length));
        }
    }
}
