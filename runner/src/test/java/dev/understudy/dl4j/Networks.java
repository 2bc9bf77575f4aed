package dev.understudy.dl4j;

import dev.understudy.data.DataSets;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The network that the tests train: digits, 784 → 12 → 10, as a DL4J user would write it. */
final class Networks {
    static final Samples.Images DIGITS =
            (Samples.Images) DataSets.load("digits", null).train();
    static final int UNITS = 12;

    private Networks() {}

    static MultiLayerNetwork dense(IUpdater updater) {
        return dense(updater, DataType.FLOAT);
    }

    static MultiLayerNetwork dense(IUpdater updater, DataType type) {
        return network(new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(updater)
                .list(hidden(), output())
                .build());
    }

    static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }

    static DenseLayer hidden() {
        return new DenseLayer.Builder()
                .nIn(DIGITS.shape().size())
                .nOut(UNITS)
                .activation(Activation.RELU)
                .build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(UNITS)
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** Parameters of every shape: kernels in four dimensions, matrices, biases. */
    static MultiLayerNetwork convolutional(IUpdater first, IUpdater others) {
        return network(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(others)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .stride(4, 4)
                        .nOut(3)
                        .activation(Activation.TANH)
                        .updater(first)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(UNITS)
                        .activation(Activation.RELU)
                        .build())
                .layer(output())
                .setInputType(InputType.convolutionalFlat(28, 28, 1))
                .build());
    }

    /** The batch of the engines at this step of the loop with this seed. */
    static DataSet batch(long seed, int step, int size) {
        float[][] x = new float[size][DIGITS.shape().size()];
        float[][] y = new float[size][10];
        for (int b = 0; b < size; b++) {
            int row = Philox.below(DIGITS.count(), Philox.word(seed, Philox.BATCH, 0, step, b));
            for (int i = 0; i < x[b].length; i++) {
                x[b][i] =
                        Formulas.normalised(DIGITS.pixels()[row * x[b].length + i] & 0xFF, DIGITS.mean(), DIGITS.std());
            }
            y[b][DIGITS.labels()[row]] = 1;
        }
        return new DataSet(Nd4j.createFromArray(x), Nd4j.createFromArray(y));
    }

    /** Steps from … to − 1 of sixteen samples each. */
    static void train(MultiLayerNetwork network, int from, int to) {
        for (int step = from; step < to; step++) {
            network.fit(batch(1, step, 16));
        }
    }

    static Imitator imitator(Integer... hidden) {
        return new Imitator(List.of(hidden), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
    }

    /** Untrained, and small: h is the learning rate, and at its full size θ would leave the floats. */
    static float[] small(Imitator imitator) {
        float[] phi = imitator.initialWeights(11);
        for (int i = 0; i < phi.length; i++) {
            phi[i] *= 0.1f;
        }
        return phi;
    }

    static ImitatorUpdater layers() {
        Imitator imitator = imitator(3, 2);
        return ImitatorUpdater.of(imitator, small(imitator));
    }

    /** Reads running averages, every scale of them, and has a head of its own. */
    static Imitator averaging() {
        Moments moments = new Moments(List.of(0.9), List.of(0.99, 0.999), true, true, true, 0.95);
        return new Imitator(List.of(3, 2), Imitator.Features.MOMENTS, moments, Imitator.Head.ZERO_OUT, 0.01, 0, false);
    }

    static ImitatorUpdater averages() {
        return ImitatorUpdater.of(averaging(), headed(averaging()));
    }

    /** Reads how far a training of nine iterations is, and has a schedule. */
    static Imitator scheduled() {
        return averaging().withTime(true).withSchedule(true);
    }

    static ImitatorUpdater timed() {
        Imitator timed = scheduled();
        return ImitatorUpdater.of(timed, headed(timed)).horizon(9);
    }

    /** Untrained, but with a head that is not zero. */
    static float[] headed(Imitator imitator) {
        float[] phi = imitator.initialWeights(11);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = 0.1f * (Philox.uniform(Philox.word(11, Philox.PHI, 1, 0, i)) - 0.5f);
        }
        return phi;
    }

    static float[] theta(MultiLayerNetwork network) {
        return network.params().dup().data().asFloat();
    }
}
