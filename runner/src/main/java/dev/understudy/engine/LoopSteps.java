package dev.understudy.engine;

import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Loop.State;

/** The steps of a loop, which every engine computes in its own way; {@link TracedLoop} keeps count of them. */
public interface LoopSteps extends AutoCloseable {
    /**
     * Each step is a gradient, both updates, and θ moved by whoever drives.
     *
     * @param summed whether θ after each step is added to the sum
     */
    void run(int steps, boolean summed);

    /**
     * What the steps since the last call gave, at most {@link TracedLoop#KEPT} of them.
     *
     * @param loss [steps], written
     * @param agreement [steps][{@link Loop.Agreement#SUMS}], written, or left alone where there is no imitator
     */
    void figures(float[] loss, float[] agreement);

    /** As {@link Loop} has it, and so the next four. */
    State state();

    float[] gradient();

    float[] predicted();

    float[] theta();

    Score score(Samples samples, int count, float[] theta);

    /** Forgets the sum of θ. */
    void clearSum();

    /** The sum of θ, [P]. */
    float[] sum();

    @Override
    void close();
}
