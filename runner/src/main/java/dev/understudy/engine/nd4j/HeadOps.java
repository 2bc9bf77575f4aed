package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How the last layer's h becomes updates, over T steps of N coordinates, as operations of a program. */
interface HeadOps {
    /** Adds what is needed once, at the head of each unroll. */
    default void pack() {}

    /** Adds step t, to row t of the predictions. */
    void forward(int t);

    /** [1][N], the derivative of Δ̂_t by Δ̂_{t−1}; null where it reads none. */
    INDArray lastGate(int t);

    /** The backward pass through what {@link #forward} left. */
    Backward backward();

    /** From the last step to the first. */
    interface Backward {
        /**
         * Adds step t.
         *
         * @param d [1][N], the total derivative by Δ̂_t
         * @param dh [H][N], derivative by h after step t, added to; null where there is no layer
         */
        void step(int t, INDArray d, INDArray dh);

        /** Adds the head's own part of the meta-gradient [W]. */
        default void end(INDArray metaGradient) {}
    }
}
