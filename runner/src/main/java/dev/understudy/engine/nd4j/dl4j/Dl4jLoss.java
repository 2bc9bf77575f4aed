package dev.understudy.engine.nd4j.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The network's declared loss, which also writes its values to an array on the device. DL4J itself returns the loss of
 * a pass only as a double, and reading that would stop the device in every step. The values exclude the L1 and L2
 * terms, which DL4J has only as doubles; the gradient includes them.
 */
public final class Dl4jLoss implements ILossFunction {
    private static final long serialVersionUID = 1;

    private final ILossFunction loss;
    private final IActivation activation;
    private transient INDArray mean; // [1], or null
    private transient INDArray labels; // of an evaluation
    private transient INDArray each; // [n], or null

    Dl4jLoss(ILossFunction loss, IActivation activation) {
        this.loss = loss;
        this.activation = activation;
    }

    /** Sets the array for the mean over the batch of the next training pass, [1]; null for none. */
    public void meanTo(INDArray next) {
        mean = next;
    }

    /** Sets the array for the loss of each sample of the next evaluation, [n], and its labels; null for none. */
    public void eachTo(INDArray next, INDArray truth) {
        each = next;
        labels = truth;
    }

    /** The output layer's activation, which in evaluation mode passes its input to the loss. */
    IActivation watched() {
        return new Watched(this);
    }

    private void evaluated(INDArray preOutput) {
        if (each != null) {
            INDArray scores = loss.computeScoreArray(labels, preOutput.dup(), activation, null);
            each.assign(scores.reshape(each.length()));
        }
    }

    @Override
    public INDArray computeGradient(INDArray truth, INDArray preOutput, IActivation ignored, INDArray mask) {
        if (mean != null) {
            // Computed first, and from a copy: some losses' gradients overwrite their input.
            mean.assign(loss.computeScoreArray(truth, preOutput.dup(), activation, mask)
                    .mean());
        }
        return loss.computeGradient(truth, preOutput, activation, mask);
    }

    @Override
    public INDArray computeScoreArray(INDArray truth, INDArray preOutput, IActivation ignored, INDArray mask) {
        return loss.computeScoreArray(truth, preOutput, activation, mask);
    }

    @Override
    public double computeScore(
            INDArray truth, INDArray preOutput, IActivation ignored, INDArray mask, boolean average) {
        throw new UnsupportedOperationException("a loss on the host; this network computes gradients only");
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray truth, INDArray preOutput, IActivation ignored, INDArray mask, boolean average) {
        throw new UnsupportedOperationException("a loss on the host; this network computes gradients only");
    }

    @Override
    public String name() {
        return loss.name();
    }

    private static final class Watched implements IActivation {
        private static final long serialVersionUID = 1;
        private final Dl4jLoss declared;

        private Watched(Dl4jLoss declared) {
            this.declared = declared;
        }

        @Override
        public INDArray getActivation(INDArray in, boolean training) {
            if (!training) {
                declared.evaluated(in);
            }
            return declared.activation.getActivation(in, training);
        }

        @Override
        public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
            return declared.activation.backprop(in, epsilon);
        }

        @Override
        public int numParams(int inputSize) {
            return declared.activation.numParams(inputSize);
        }
    }
}
