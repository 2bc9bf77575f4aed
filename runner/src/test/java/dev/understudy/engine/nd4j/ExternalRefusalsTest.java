package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.CLASSES;
import static dev.understudy.engine.nd4j.Nets.IMAGES;
import static dev.understudy.engine.nd4j.Nets.POINTS;
import static dev.understudy.engine.nd4j.Nets.builder;
import static dev.understudy.engine.nd4j.Nets.conv;
import static dev.understudy.engine.nd4j.Nets.dense;
import static dev.understudy.engine.nd4j.Nets.images;
import static dev.understudy.engine.nd4j.Nets.points;
import static dev.understudy.engine.nd4j.Nets.pool;
import static dev.understudy.engine.nd4j.Nets.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Samples;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** An external network with an unsupported part is refused in one line with the place, the reason and the remedy. */
@Tag("nd4j")
@Tag("process")
class ExternalRefusalsTest {
    private static void refused(String json, Samples samples, String... words) {
        assertThatThrownBy(() -> ExternalBlueprint.of(json, samples))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(words)
                        .doesNotContain("\n")
                        .hasSizeLessThan(600));
    }

    private static void refused(String json, String... words) {
        refused(json, IMAGES, words);
    }

    @Test
    void aClassThatIsNotDl4jsIsNeverLoaded() {
        String good = images(dense(4), softmax().build());
        refused(
                good.replace("org.nd4j.linalg.activations.impl.ActivationTanH", "java.lang.ProcessBuilder"),
                "java.lang.ProcessBuilder");
        refused(good.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "com.example.Layer"), "com.example.Layer");
        refused(good.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "Layer"), "names class Layer");
        refused(
                good.replace(
                        "\"@class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\"",
                        "\"\\u0040class\" : \"evil.Layer\""),
                "evil.Layer");
        refused(good.replace("\"idropout\" : null", "\"idropout\" : [\"evil.Dropout\", {}]"), "evil.Dropout");
        refused(good.replace("\"idropout\" : null", "\"idropout\" : {\"type\" : \"evil.Dropout\"}"), "evil.Dropout");
        refused(
                good.replace("\"idropout\" : null", "\"idropout\" : {\"@class\" : \"evil\\n.\\u001bDropout\"}"),
                "evil");
        assertThat(ExternalBlueprint.of(good, IMAGES).coordinates()).isEqualTo(72 * 4 + 4 + 4 * 3 + 3);
    }

    @Test
    void whatIsNoJsonOfANetworkIsRefused() {
        refused("", "not a JSON object");
        refused("[1]", "not a JSON object");
        refused("{\"a\": ", "not JSON at line 1");
        refused("{}", "no layers");
        refused("{\"confs\": []}", "no layers");
        refused("{\"confs\": [null]}", "no layers");
        refused(
                "{\"confs\": [{\"layer\": {\"@class\": \"org.deeplearning4j.nn.conf.layers.NoSuchLayer\"}}]}",
                "MultiLayerConfiguration");
        refused(
                "{\"confs\": [{\"layer\": {\"@class\": \"org.nd4j.linalg.learning.config.Sgd\"}}]}",
                "MultiLayerConfiguration");
        refused("{\"a\": ".repeat(5000), "not JSON");
    }

    @Test
    void anotherThingOfDl4jsIsCalledByItsName() {
        var graph = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("a.b")
                .addLayer("o", softmax().nIn(72).build(), "a.b")
                .setOutputs("o")
                .build();
        refused(
                graph.toJson(),
                "JSON of a ComputationGraphConfiguration",
                "expected that of a MultiLayerConfiguration");
        NeuralNetConfiguration single =
                Nets.configuration(images(dense(4), softmax().build())).getConf(0);
        refused(single.toJson(), "JSON of a NeuralNetConfiguration, a single layer's", ".list()");
        refused("{\"@class\": \"org.deeplearning4j.nn.conf.layers.DenseLayer\"}", "JSON of a single layer");
    }

    @Test
    void otherSamplesThanItsOwnAreRefused() {
        refused(
                points(
                        dense(4),
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(CLASSES)
                                .activation(Activation.IDENTITY)
                                .build()),
                "2×6×6");
        refused(images(conv().build(), softmax().build()), POINTS, "2×1×1");
        refused(
                Nets.json(builder()
                        .layer(conv().build())
                        .layer(softmax().build())
                        .setInputType(InputType.convolutionalFlat(8, 9, 1))),
                "1×8×9",
                "2×6×6");
        refused(
                images(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build()),
                "4 outputs",
                "expected 3",
                "nOut");
        refused(
                points(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build()),
                POINTS,
                "3 outputs",
                "expected 1 or 2");
        refused(
                images(new OutputLayer.Builder(LossFunction.XENT)
                        .nOut(1)
                        .activation(Activation.SIGMOID)
                        .build()),
                "1 outputs",
                "expected 3");
    }

    @Test
    void theLastLayerMustBeAnOutputLayerAndNoOther() {
        refused(images(conv().build(), dense(CLASSES)), "layer 1 (DenseLayer) is the last one and not an output layer");
        refused(
                images(
                        conv().build(),
                        new CnnLossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build()),
                "layer 1 (CnnLossLayer)");
        refused(
                images(softmax().build(), softmax().build()),
                "layer 0 (OutputLayer) is an output layer and not the last one");
    }

    @Test
    void timeIsRefused() {
        refused(
                Nets.json(builder()
                        .layer(new LSTM.Builder().nOut(4).build())
                        .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .setInputType(InputType.recurrent(2))),
                "layer 0 (LSTM) is recurrent");
    }

    @Test
    void noiseThatNoSeedDecidesIsRefused() {
        refused(
                images(dense(4), softmax().dropOut(new AlphaDropout(0.5)).build()),
                "layer 1 (OutputLayer) has AlphaDropout");
        refused(images(dense(4), softmax().dropOut(new GaussianDropout(0.5)).build()), "GaussianDropout");
        refused(
                images(
                        dense(4),
                        softmax()
                                .dropOut(new Dropout(new ExponentialSchedule(ScheduleType.ITERATION, 0.5, 0.9)))
                                .build()),
                "of a schedule");
        refused(
                images(
                        new DenseLayer.Builder()
                                .nOut(4)
                                .weightNoise(new DropConnect(0.5))
                                .build(),
                        softmax().build()),
                "layer 0 (DenseLayer) has DropConnect",
                "remove weightNoise");
        refused(
                images(
                        dense(20),
                        new ActivationLayer(new ActivationRReLU()),
                        softmax().build()),
                "layer 1 (ActivationLayer) has the activation RReLU");
        refused(
                images(new AutoEncoder.Builder().nOut(4).build(), softmax().build()),
                "layer 0 (AutoEncoder)",
                "pretraining");
    }

    @Test
    void whatBelongsToDl4jsOwnTrainingAndTouchesThetaIsRefused() {
        refused(
                images(
                        new DenseLayer.Builder().nOut(4).weightDecay(0.1).build(),
                        softmax().build()),
                "layer 0 (DenseLayer) has WeightDecay",
                "evaluation.weightDecay");
        refused(
                images(
                        new DenseLayer.Builder()
                                .nOut(4)
                                .constrainWeights(new MaxNormConstraint(1, 1))
                                .build(),
                        softmax().build()),
                "constraints");
        refused(
                images(
                        new DenseLayer.Builder()
                                .nOut(4)
                                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                                .build(),
                        softmax().build()),
                "ClipL2PerLayer");
        refused(
                images(
                        new NeuralNetConfiguration.Builder().miniBatch(false).list(),
                        softmax().build()),
                "miniBatch false");
        refused(
                images(
                        new NeuralNetConfiguration.Builder()
                                .dataType(DataType.DOUBLE)
                                .list(),
                        softmax().build()),
                "DOUBLE",
                "FLOAT");
        refused(
                Nets.json(builder()
                        .layer(new FrozenLayer(
                                new DenseLayer.Builder().nIn(72).nOut(4).build()))
                        .layer(softmax().nIn(4).build())),
                "layer 0 (FrozenLayer)");
    }

    @Test
    void whatDl4jComputesWronglyIsRefused() {
        refused(
                images(
                        new Deconvolution2D.Builder(2, 2).nOut(2).dropOut(0.5).build(),
                        softmax().build()),
                "layer 0 (Deconvolution2D)",
                "put a DropoutLayer before it");
        refused(
                images(
                        new BatchNormalization.Builder()
                                .lockGammaBeta(true)
                                .gamma(2)
                                .build(),
                        softmax().build()),
                "γ and β locked at 2.0 and 0.0");
        refused(
                images(
                        new LocallyConnected2D.Builder()
                                .kernelSize(2, 2)
                                .nOut(2)
                                .build(),
                        softmax().build()),
                "SameDiff");
        refused(
                Nets.json(builder()
                        .layer(conv().dataFormat(CNN2DFormat.NHWC).build())
                        .layer(softmax().dropOut(new SpatialDropout(0.5)).build())
                        .setInputType(InputType.convolutional(6, 6, 2, CNN2DFormat.NHWC))),
                "NHWC",
                "rows instead of channels");
        refused(images(dense(4), softmax().dropOut(new SpatialDropout(0.5)).build()), "SpatialDropout");
    }

    @Test
    void aLossThatWantsOtherLabelsIsRefused() {
        refused(
                images(new OutputLayer.Builder(LossFunction.HINGE)
                        .nOut(CLASSES)
                        .activation(Activation.IDENTITY)
                        .build()),
                "labels −1 and 1",
                "LossMCXENT");
        refused(
                images(new OutputLayer.Builder(new LossFMeasure())
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build()),
                "the optimizee");
        refused(
                images(softmax().build())
                        .replace("impl.LossMCXENT\"", "impl.LossNegativeLogLikelihood\"")
                        .replace("\"nout\" : 3", "\"nout\" : 1"),
                "does not suit its loss");
    }

    @Test
    void aNetworkWithoutWeightsOrWithTooManyIsRefused() {
        refused(
                points(new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build()),
                POINTS,
                "no coordinates");
        refused(images(dense(20_000), dense(20_000), softmax().build()), "too many coordinates at DenseLayer");
    }

    @Test
    void dropoutThatDl4jNeverAppliesHasNoMask() {
        var list = new NeuralNetConfiguration.Builder().dropOut(0.5).list();
        Blueprint blueprint = ExternalBlueprint.of(
                images(
                        list,
                        conv().build(),
                        new BatchNormalization(),
                        pool(),
                        dense(4),
                        softmax().build()),
                IMAGES);

        assertThat(blueprint.masks()).extracting(Blueprint.Mask::stream).containsExactly(1000, 1003, 1004);
    }
}
