package dev.understudy.engine.nd4j;

import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Golden;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The plain form of a meta-step: DL4J's MultiLayerNetwork for the optimizee, {@link PlainLstm} for the imitator. It does
 * the work of {@code bench}: fresh θ, T steps of SGD with dropout on, LSTM forward and backward over all coordinates, one
 * Adam step. {@link #main} times both forms in turn, in one process, on one thread.
 */
final class PlainForm {
    private static final int STEPS = 5;
    private static final double RATE = 0.01;

    private final MultiLayerNetwork network;
    private final INDArray images; // [count][1][28][28]
    private final INDArray labels; // [count][10]
    private final int batch;
    private final INDArray phi;
    private final INDArray m;
    private final INDArray v;
    private final PlainLstm lstm;
    private int metaStep;

    PlainForm(DataSet data, int hidden, int batch) {
        Samples.Images train = (Samples.Images) data.train();
        this.batch = batch;
        network = network(true);
        images = Nd4j.createFromArray(train.pixels()).castTo(DataType.FLOAT).reshape(train.count(), 1, 28, 28);
        labels = Nd4j.zeros(train.count(), 10);
        for (int i = 0; i < train.count(); i++) {
            labels.putScalar(i, train.labels()[i], 1);
        }
        Imitator imitator = Imitator.gated(hidden);
        phi = Nd4j.createFromArray(imitator.initialWeights(1));
        m = Nd4j.zeros(phi.length());
        v = Nd4j.zeros(phi.length());
        lstm = new PlainLstm(imitator, phi);
    }

    /** {@link Optimizee#mnistCnn} in DL4J's layers. */
    static MultiLayerNetwork network(boolean dropout) {
        var list = new NeuralNetConfiguration.Builder()
                .convolutionMode(ConvolutionMode.Truncate)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .nOut(10)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .nOut(20)
                        .activation(Activation.IDENTITY)
                        .build());
        list = dropout ? list.layer(new DropoutLayer.Builder(new SpatialDropout(0.5)).build()) : list;
        list = list.layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new DenseLayer.Builder()
                        .nOut(50)
                        .activation(Activation.RELU)
                        .build());
        list = dropout ? list.layer(new DropoutLayer(0.5)) : list;
        MultiLayerNetwork network = new MultiLayerNetwork(list.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
        network.init();
        return network;
    }

    void metaStep() {
        INDArray theta = network.params().reshape(1, network.numParams());
        theta.assign(Nd4j.rand(DataType.FLOAT, theta.shape()).subi(0.5).muli(0.1));
        INDArray[] gradient = new INDArray[STEPS];
        INDArray[] truth = new INDArray[STEPS];
        for (int t = 0; t < STEPS; t++) {
            int[] rows = new int[batch];
            for (int b = 0; b < batch; b++) {
                rows[b] = Philox.below((int) images.size(0), Philox.word(1, Philox.BATCH, metaStep, t, b));
            }
            INDArray x = Nd4j.pullRows(images.reshape(images.size(0), 784), 1, rows)
                    .divi(255)
                    .subi(0.1307)
                    .divi(0.3081)
                    .reshape(batch, 1, 28, 28);
            INDArray y = Nd4j.pullRows(labels, 1, rows);
            gradient[t] = network.calculateGradients(x, y, null, null)
                    .getFirst()
                    .gradient()
                    .reshape(1, theta.length())
                    .div(batch);
            truth[t] = gradient[t].mul(-RATE);
            theta.addi(truth[t]);
        }
        lstm.unroll(gradient, truth);
        metaStep++;
        m.muli(0.9).addi(lstm.metaGradient.mul(0.1));
        v.muli(0.999).addi(lstm.metaGradient.mul(lstm.metaGradient).muli(0.001));
        double rate = 1e-3 / (1 - Math.pow(0.9, metaStep));
        double root = Math.sqrt(1 - Math.pow(0.999, metaStep));
        phi.subi(m.div(org.nd4j.linalg.ops.transforms.Transforms.sqrt(v)
                        .divi(root)
                        .addi(1e-8))
                .muli(rate));
    }

    /** Milliseconds per meta-step over about half a second. */
    private static double round(Runnable metaStep) {
        long began = System.nanoTime();
        int done = 0;
        while (System.nanoTime() - began < 500_000_000L) {
            metaStep.run();
            done++;
        }
        return (System.nanoTime() - began) / 1e6 / done;
    }

    /** @return milliseconds per meta-step of the plain form and of the engine: medians of rounds in turn, and of their ratios */
    static double[] compare(DataSet data, int hidden, int batch, int rounds) {
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        PlainForm plain = new PlainForm(data, hidden, batch);
        Problem problem = new Problem(
                Optimizee.mnistCnn(data.train().shape(), 10),
                data.train(),
                batch,
                new Teacher.Sgd(RATE),
                Imitator.gated(hidden),
                false);
        TrainingSpec spec =
                new TrainingSpec(problem, 1, STEPS, STEPS, 1, ImitationLoss.RELATIVE, new Teacher.Adam(1e-3), 0);
        double[] plainMillis = new double[rounds];
        double[] engineMillis = new double[rounds];
        double[] ratios = new double[rounds];
        try (Nd4jEngine engine = TestedNd4j.engine();
                MetaTraining training = engine.train(spec, null)) {
            for (int i = -2; i < rounds; i++) { // two rounds to warm up
                double slow = round(plain::metaStep);
                double fast = round(() -> {
                    training.run(1);
                    training.phi();
                });
                if (i >= 0) {
                    plainMillis[i] = slow;
                    engineMillis[i] = fast;
                    ratios[i] = slow / fast;
                }
            }
        }
        return new double[] {median(plainMillis), median(engineMillis), median(ratios)};
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    public static void main(String[] args) {
        Path mnist = Golden.mnist();
        DataSet data = Files.isDirectory(mnist) ? DataSets.load("mnist", mnist) : DataSets.load("digits", null);
        for (int[] size : new int[][] {{2, 1}, {20, 1}, {2, 64}}) {
            double[] found = compare(data, size[0], size[1], 5);
            System.out.println(String.format(
                    Locale.ROOT,
                    "nd4j, 1 thread, hidden %d, batch %d, %s: plain form %.2f ms, engine %.2f ms, ratio %.2f",
                    size[0],
                    size[1],
                    data.name(),
                    found[0],
                    found[1],
                    found[2]));
        }
    }
}
