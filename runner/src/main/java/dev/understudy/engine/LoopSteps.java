package dev.understudy.engine;

import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Loop.State;

/** The steps of a rollout, which every engine computes in its own way; {@link TracedLoop} counts them. */
public interface LoopSteps extends AutoCloseable {
    /**
     * Runs steps. Each step computes a gradient and both updates, and moves θ by the driving optimizer's update.
     *
     * @param summed true if θ after each step is added to the sum
     */
    void run(int steps, boolean summed);

    /**
     * Losses and agreements of the steps since the last call, at most {@link TracedLoop#KEPT} of them.
     *
     * @param loss [steps], written
     * @param agreement [steps][{@link Loop.Agreement#SUMS}], written, or left alone without an imitator
     */
    void figures(float[] loss, float[] agreement);

    /** As in {@link Loop}, like the next four methods. */
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
