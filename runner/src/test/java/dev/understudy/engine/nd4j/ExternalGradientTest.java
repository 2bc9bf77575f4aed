package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.CLASSES;
import static dev.understudy.engine.nd4j.Nets.IMAGE;
import static dev.understudy.engine.nd4j.Nets.IMAGES;
import static dev.understudy.engine.nd4j.Nets.POINTS;
import static dev.understudy.engine.nd4j.Nets.conv;
import static dev.understudy.engine.nd4j.Nets.dense;
import static dev.understudy.engine.nd4j.Nets.images;
import static dev.understudy.engine.nd4j.Nets.points;
import static dev.understudy.engine.nd4j.Nets.pool;
import static dev.understudy.engine.nd4j.Nets.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Samples;
import dev.understudy.engine.nd4j.Blueprint.Place;
import dev.understudy.engine.nd4j.dl4j.Dl4jSpec;
import dev.understudy.engine.nd4j.dl4j.SampleForm;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** The gradient of an external network, compared with differences of the loss and with DL4J's own training step. */
@Tag("nd4j")
class ExternalGradientTest {
    private static final int BATCH = 4;

    @Test
    void theGradientIsThatOfTheLossWithTheMasksHeldFast() {
        String json = images(
                conv().build(),
                pool(),
                new DropoutLayer.Builder(0.7).build(),
                dense(5),
                softmax().dropOut(0.6).build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        assertThat(blueprint.masks()).extracting(Blueprint.Mask::stream).containsExactly(1002, 1004);
        assertThat(blueprint.masks()).extracting(Blueprint.Mask::draws).containsExactly(4 * 2 * 2, 5);

        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(3, 0, 0);
            network.gradient();
            float[] gradient = place.gradient().dup().data().asFloat();
            float step =
                    1e-2f; // in float32, the best trade between rounding and curvature; tanh and averages have no kinks
            for (int p = 0; p < gradient.length; p++) {
                float at = place.theta().getFloat(0, p);
                double up = lossAt(network, place, p, at + step);
                double down = lossAt(network, place, p, at - step);
                place.theta().putScalar(0, p, at);
                assertThat((up - down) / (2 * step))
                        .as("coordinate %d", p)
                        .isCloseTo(gradient[p], within(2e-4 + 2e-2 * Math.abs(gradient[p])));
            }
        }
    }

    private static double lossAt(Blueprint.RunningOptimizee network, Place place, int p, float value) {
        place.theta().putScalar(0, p, value);
        network.gradient();
        return place.loss().getFloat(0);
    }

    @Test
    void aSoftmaxOverConvolutionsIsTrainedAsDl4jTrainsIt() {
        sameAsDl4j(images(conv().build(), pool(), dense(5), softmax().build()), IMAGES, 0);
    }

    @Test
    void aFlatInputIsTrainedAsDl4jTrainsIt() {
        String json = Nets.json(Nets.builder()
                .layer(conv().build())
                .layer(softmax().build())
                .setInputType(InputType.convolutionalFlat(IMAGE.height(), IMAGE.width(), IMAGE.channels())));
        sameAsDl4j(json, IMAGES, 0);
    }

    @Test
    void aDenseNetworkTakesImagesAsRows() {
        sameAsDl4j(
                Nets.json(Nets.builder()
                        .layer(dense(4))
                        .layer(softmax().build())
                        .setInputType(InputType.feedForward(IMAGE.size()))),
                IMAGES,
                0);
    }

    @Test
    void aSingleLogitIsTrainedAsDl4jTrainsIt() {
        sameAsDl4j(
                points(
                        dense(4),
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build()),
                POINTS,
                0);
    }

    @Test
    void twoOutputsForTwoClassesAreOneHot() {
        sameAsDl4j(
                points(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build()),
                POINTS,
                0);
    }

    @Test
    void aSquaredErrorIsTrainedAsDl4jTrainsIt() {
        sameAsDl4j(
                images(
                        dense(4),
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(CLASSES)
                                .activation(Activation.IDENTITY)
                                .build()),
                IMAGES,
                0);
    }

    @Test
    void labelsAsNumbersAreTrainedAsDl4jTrainsThem() {
        sameAsDl4j(
                images(
                        dense(4),
                        new OutputLayer.Builder(new LossSparseMCXENT())
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build()),
                IMAGES,
                0);
    }

    @Test
    void aLossLayerIsTrainedAsDl4jTrainsIt() {
        sameAsDl4j(
                images(
                        conv().build(),
                        dense(CLASSES),
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build()),
                IMAGES,
                0);
    }

    @Test
    void termsOfL1AndL2BelongToTheGradient() {
        String json = images(
                new NeuralNetConfiguration.Builder()
                        .l2(0.1)
                        .l1(0.02)
                        .l2Bias(0.3)
                        .activation(Activation.TANH)
                        .biasInit(0.5)
                        .list(),
                conv().build(),
                softmax().build());
        sameAsDl4j(json, IMAGES, 1);
    }

    @Test
    void batchNormalisationIsTrainedAsDl4jTrainsIt() {
        sameAsDl4j(
                images(
                        conv().build(),
                        new BatchNormalization(),
                        dense(5),
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        softmax().build()),
                IMAGES,
                0);
    }

    @Test
    void channelsLastGivesTheSameLossAsChannelsFirst() {
        String last = Nets.json(Nets.builder()
                .layer(conv().dataFormat(CNN2DFormat.NHWC).build())
                .layer(softmax().build())
                .setInputType(
                        InputType.convolutional(IMAGE.height(), IMAGE.width(), IMAGE.channels(), CNN2DFormat.NHWC)));
        sameAsDl4j(last, IMAGES, 0);
    }

    /**
     * DL4J's own step with SGD at rate 1 lowers θ by the gradient, and by that of the running statistics: both must be equal to those of the
     * network, and so must be the loss.
     */
    private static void sameAsDl4j(String json, Samples samples, double penalty) {
        Blueprint blueprint = ExternalBlueprint.of(json, samples);
        Place place = Nets.place(blueprint, samples, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(3, 0, 0);
            INDArray before = place.theta().dup();
            network.gradient();
            INDArray after = place.theta().sub(place.gradient());

            var configuration = Nets.configuration(json);
            configuration.getConfs().forEach(conf -> {
                if (conf.getLayer() instanceof org.deeplearning4j.nn.conf.layers.BaseLayer layer) {
                    layer.setIUpdater(new Sgd(1));
                    layer.setBiasUpdater(null);
                }
            });
            MultiLayerNetwork theirs = new MultiLayerNetwork(configuration);
            theirs.init(before.dup(), false);
            Dl4jSpec declaration = Dl4jSpec.read(json);
            SampleForm form = SampleForm.of(declaration.network(), samples.shape());
            INDArray features = form.view(
                            place.input().reshape(BATCH, samples.shape().size()), samples.shape())
                    .dup('c');
            INDArray truth = place.labels().reshape(BATCH, samples.classes());
            long outputs = theirs.output(features).size(1);
            INDArray labels = declaration.sparse()
                    ? truth.argMax(1).castTo(truth.dataType()).reshape(BATCH, 1)
                    : outputs == 1 ? truth.getColumn(1).dup().reshape(BATCH, 1) : truth.dup();
            theirs.fit(new DataSet(features, labels));

            assertThat(after.data().asFloat())
                    .usingComparatorWithPrecision(2e-6f)
                    .containsExactly(theirs.params().dup().data().asFloat());
            if (penalty == 0) {
                assertThat(place.loss().getDouble(0)).isCloseTo(theirs.score(), within(1e-5));
            }
        }
    }

    @Test
    void runningStatisticsMoveAndHaveNoGradient() {
        Blueprint blueprint = ExternalBlueprint.of(
                images(conv().build(), new BatchNormalization(), softmax().build()), IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(3, 0, 0);
            INDArray before = place.theta().dup();
            network.gradient();
            int weights =
                    2 * 9 * 4 + 4 + 8; // of the convolution, and β and γ of the normalisation; then mean and deviation
            for (int p = 0; p < blueprint.coordinates(); p++) {
                boolean statistic = p >= weights && p < weights + 8;
                assertThat(place.theta().getFloat(0, p) != before.getFloat(0, p))
                        .as("coordinate %d moves", p)
                        .isEqualTo(statistic);
                if (statistic) {
                    assertThat(place.gradient().getFloat(0, p)).isZero();
                }
            }
        }
    }
}
