package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns the last layer's h into updates, over T steps of N coordinates, as operations of a program. */
interface HeadOps {
    /** Adds the operations needed once, at the start of each unroll. */
    default void pack() {}

    /** Adds step t, which writes row t of the predictions. */
    void forward(int t);

    /** [1][N], the derivative of Δ̂_t by Δ̂_{t−1}; null if the head does not read Δ̂_{t−1}. */
    INDArray lastGate(int t);

    /** The backward pass, which uses the results of {@link #forward}. */
    Backward backward();

    /** The backward pass, called from the last step to the first. */
    interface Backward {
        /**
         * Adds step t.
         *
         * @param d [1][N], the total derivative by Δ̂_t
         * @param dh [H][N], derivative by h after step t, added to; null without layers
         */
        void step(int t, INDArray d, INDArray dh);

        /** Adds the gradient of the head's own weights to the meta-gradient [W]. */
        default void end(INDArray metaGradient) {}
    }
}
