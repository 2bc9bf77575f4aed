package dev.understudy.engine;

import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Rollout.State;

/** The steps of a rollout, which every engine computes in its own way; {@link TracedRollout} counts them. */
public interface RolloutSteps extends AutoCloseable {
    /**
     * Runs steps. Each step computes a gradient and both updates, and moves θ by the driving optimizer's update.
     *
     * @param summed true if θ after each step is added to the sum
     */
    void run(int steps, boolean summed);

    /**
     * Losses and agreements of the steps since the last call, at most {@link TracedRollout#KEPT} of them.
     *
     * @param loss [steps], written
     * @param agreement [steps][{@link Rollout.Agreement#SUMS}], written, or left alone without an imitator
     */
    void figures(float[] loss, float[] agreement);

    /** As in {@link Rollout}, like the next four methods. */
    State state();

    float[] gradient();

    float[] predicted();

    float[] theta();

    Score score(Samples samples, int count, float[] theta);

    /** Sets the sum of θ to zero. */
    void clearSum();

    /** The sum of θ, [P]. */
    float[] sum();

    @Override
    void close();
}
