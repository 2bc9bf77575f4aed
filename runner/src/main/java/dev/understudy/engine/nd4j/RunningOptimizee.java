package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An optimizee at work. Nothing that it does comes back to the host. */
interface RunningOptimizee extends AutoCloseable {
    /** Initial θ of one replica's episode, to row {@code r} of its place's θ: a function of seed and episode alone. */
    void init(long seed, int r, int episode);

    /** Gradients and losses of all replicas on the batch that now lies in its place, training mode. */
    void gradient();

    /**
     * Evaluation mode: no dropout.
     *
     * @param theta [P]
     * @param input [n][size of a sample]
     * @param labels [n][classes], one-hot
     * @param losses [n], written: each sample's loss
     * @param right [n], written: 1 where the sample is classified rightly, else 0
     */
    void evaluate(INDArray theta, INDArray input, INDArray labels, INDArray losses, INDArray right);

    @Override
    void close();
}
