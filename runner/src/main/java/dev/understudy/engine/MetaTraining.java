package dev.understudy.engine;

import java.util.List;

/** A meta-training in progress: φ, its meta-optimizer's state, and R episodes with all they carry. */
public interface MetaTraining extends AutoCloseable {
    /** Meta-steps done. */
    long metaStep();

    /** Does {@code metaSteps} more. An engine may only enqueue them. */
    void run(int metaSteps);

    /** What the meta-steps since the last call gave, at most the last 100,000 of them. */
    Losses losses();

    /** How φ did on the validation since the last call, in order; nothing where there is none. */
    default List<Validated> validated() {
        return List.of();
    }

    /** Statistics of the last unroll. */
    Diagnostics diagnostics();

    /** φ, laid out as {@link dev.understudy.imitation.Imitator#layout()} says. */
    float[] phi();

    /** Everything an exact continuation needs. */
    Snapshot snapshot();

    /** Continues from there. @throws IllegalArgumentException naming the tensor that is missing, unknown or of another shape */
    void restore(Snapshot snapshot);

    @Override
    void close();

    /**
     * One value per meta-step, mean over the replicas.
     *
     * @param first the meta-step of the first value
     * @param imitation the imitation loss; NaN where φ did not learn to imitate
     * @param task the mean of the optimizees' losses over the unroll, or of their logarithms; NaN where φ did not learn from them
     * @param modelFirst the optimizee's loss at the first step of the unroll
     * @param modelLast and at the last
     */
    record Losses(long first, float[] imitation, float[] task, float[] modelFirst, float[] modelLast) {}

    /**
     * @param metaStep how many were done
     * @param loss [L10], the lower the better
     */
    record Validated(long metaStep, float loss) {}

    /** Over all coordinates and steps of the last unroll; the relative error is the absolute value of [L1]. */
    record Diagnostics(
            Statistics relativeError, Statistics gradients, Statistics teacherUpdates, Statistics predictedUpdates) {
        /** Of values that an engine has read; truth is used up. */
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
