package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.CLASSES;
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
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.OrthogonalDistribution;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

class ExternalNetworkTest {
    private static final int BATCH = 4;
    private static final String DROPPING = images(conv().build(), new BatchNormalization(), pool(), new DropoutLayer.Builder(0.7).build(), dense(5),
            softmax().dropOut(0.6).build());

    /** Many tiny operations, and machines with more to do than these tests: threads would wait for each other. */
    @BeforeAll
    static void oneThread() {
        Nd4j.getEnvironment().setMaxMasterThreads(1);
    }

    @Test
    void equalSeedAndEpisodeGiveEqualThetaAndOthersGiveOthers() {
        float[] theta = theta(3, 1);

        assertThat(theta(3, 1)).isEqualTo(theta);
        assertThat(theta(3, 2)).isNotEqualTo(theta);
        assertThat(theta(4, 1)).isNotEqualTo(theta);
        assertThat(theta(3L + (1L << 32), 1)).isNotEqualTo(theta);
    }

    private static float[] theta(long seed, int episode) {
        Blueprint blueprint = ExternalBlueprint.of(DROPPING, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 2, BATCH);
        try (Network network = blueprint.on(place)) {
            Nd4j.getRandom().nextInt();
            network.init(seed, 1, episode);
            assertThat(place.theta().getRow(0).sumNumber().doubleValue()).as("the other replica").isZero();
            return place.theta().getRow(1).dup().data().asFloat();
        }
    }

    @Test
    void initialWeightsAreAsDeclared() {
        var list = new NeuralNetConfiguration.Builder().weightInit(WeightInit.ZERO).biasInit(0.25).list();
        String json = images(list, conv().build(), softmax().weightInit(new OrthogonalDistribution(1)).biasInit(-1).build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Network network = blueprint.on(place)) {
            network.init(1, 0, 0);
            MultiLayerNetwork theirs = new MultiLayerNetwork(Nets.configuration(json));
            theirs.init(place.theta().dup(), false);

            assertThat(theirs.getParam("0_W").sumNumber().doubleValue()).isZero();
            assertThat(theirs.getParam("0_b").dup().data().asFloat()).containsOnly(0.25f);
            assertThat(theirs.getParam("1_b").dup().data().asFloat()).containsOnly(-1);
            INDArray w = theirs.getParam("1_W");
            INDArray product = w.transpose().mmul(w);
            assertThat(product.sub(Nd4j.eye(CLASSES)).norm2Number().doubleValue()).isLessThan(1e-4);
        }
    }

    @Test
    void nd4jsGeneratorIsLeftAsItWasFound() {
        String json = images(conv().build(), softmax().build()); // DL4J's builder seeds the generator
        Nd4j.getRandom().setSeed(12345);
        int expected = Nd4j.getRandom().nextInt();
        Nd4j.getRandom().setSeed(12345);

        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Network network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient();
        }
        assertThat(Nd4j.getRandom().nextInt()).isEqualTo(expected);
    }

    @Test
    void twoNetworksOfOneBlueprintDoNotMeet() {
        Blueprint blueprint = ExternalBlueprint.of(DROPPING, IMAGES);
        Place one = Nets.place(blueprint, IMAGES, 1, BATCH);
        Place two = Nets.place(blueprint, IMAGES, 1, BATCH);
        two.masks().forEach(mask -> mask.assign(0));
        try (Network first = blueprint.on(one); Network second = blueprint.on(two)) {
            first.init(1, 0, 0);
            second.init(2, 0, 0);
            first.gradient();
            float[] alone = one.gradient().dup().data().asFloat();
            first.init(1, 0, 0); // running statistics too
            second.gradient();
            first.gradient();

            assertThat(one.gradient().dup().data().asFloat()).isEqualTo(alone);
        }
    }

    /**
     * Each pass makes arrays of about a megabyte. Were one of them left to the garbage collector, which sees no pressure, five
     * hundred passes would leave half a gigabyte, more than Java's own heap can account for.
     */
    @Test
    void fiveHundredGradientsOfEachSortLeaveNoMemoryBehind() {
        flat(images(dense(64), new BatchNormalization(), new DropoutLayer.Builder(0.7).build(), softmax().dropOut(0.6).build()));
        flat(images(new NeuralNetConfiguration.Builder().l1(0.01).l2(0.1).list(), dense(64),
                new OutputLayer.Builder(new LossSparseMCXENT()).nOut(CLASSES).activation(Activation.SOFTMAX).build()));
        flat(images(new ActivationLayer(Activation.RELU), dense(CLASSES), new LossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build()));
    }

    private static void flat(String json) {
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, 4096);
        try (Network network = blueprint.on(place)) {
            steps(network, 10);
            long before = Pointer.physicalBytes();
            steps(network, 500);
            long grown = Pointer.physicalBytes() - before;
            assertThat(grown).isLessThan(Runtime.getRuntime().totalMemory() + (50L << 20));
        }
    }

    private static void steps(Network network, int steps) {
        for (int step = 0; step < steps; step++) {
            network.init(1, 0, step);
            network.gradient();
        }
    }

    @Test
    void neitherSamplesNorLabelsNorMasksNorThetaAreTouched() {
        String json = images(new DropoutLayer.Builder(0.5).build(), new ActivationLayer(Activation.TANH), dense(4), softmax().dropOut(0.5).build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Network network = blueprint.on(place)) {
            network.init(1, 0, 0);
            INDArray[] all = {place.theta(), place.input(), place.labels(), place.masks().get(0), place.masks().get(1)};
            float[][] before = new float[all.length][];
            for (int i = 0; i < all.length; i++) {
                before[i] = all[i].dup().data().asFloat();
            }
            network.gradient();
            evaluate(network, place, IMAGES);
            for (int i = 0; i < all.length; i++) {
                assertThat(all[i].data().asFloat()).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void aWorkspaceOfTheCallersIsNoHindrance() {
        float[] expected = gradientAndLosses();
        try (MemoryWorkspace theirs = Nd4j.getWorkspaceManager().getAndActivateWorkspace(WorkspaceConfiguration.builder().initialSize(1 << 20).build(), "THEIRS")) {
            assertThat(gradientAndLosses()).isEqualTo(expected);
            assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isSameAs(theirs);
        }
    }

    private static float[] gradientAndLosses() {
        Blueprint blueprint = ExternalBlueprint.of(DROPPING, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Network network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient();
            return Nd4j.concat(0, place.gradient().dup().reshape(blueprint.coordinates()), evaluate(network, place, IMAGES)[0]).dup().toFloatVector();
        }
    }

    @Test
    void anEvaluationIsWithoutDropoutAndOfEachSample() {
        Blueprint blueprint = ExternalBlueprint.of(DROPPING, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, 7);
        try (Network network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient(); // running statistics that are not those of the beginning
            INDArray[] found = evaluate(network, place, IMAGES);

            MultiLayerNetwork theirs = new MultiLayerNetwork(Nets.configuration(DROPPING));
            theirs.init(place.theta().dup(), false);
            INDArray features = place.input().reshape(7, 2, 6, 6);
            INDArray labels = place.labels().reshape(7, CLASSES);
            float[] losses = theirs.scoreExamples(new DataSet(features, labels), false).data().asFloat();
            int[] answers = theirs.predict(features);
            for (int i = 0; i < 7; i++) {
                assertThat(found[0].getFloat(i)).isCloseTo(losses[i], within(1e-6f));
                assertThat(found[1].getFloat(i)).isEqualTo(labels.getFloat(i, answers[i]));
            }
            assertThat(found[1].sumNumber().intValue()).isBetween(1, 6);

            float[] gradient = place.gradient().dup().data().asFloat();
            network.init(1, 0, 0);
            network.gradient();
            assertThat(place.gradient().dup().data().asFloat()).as("an evaluation leaves nothing behind").isEqualTo(gradient);
        }
    }

    @Test
    void aSingleLogitIsRightOnItsSideOfAHalf() {
        Blueprint blueprint = ExternalBlueprint.of(points(new OutputLayer.Builder(LossFunction.XENT).nOut(1).activation(Activation.SIGMOID).build()), POINTS);
        Place place = Nets.place(blueprint, POINTS, 1, 4);
        try (Network network = blueprint.on(place)) {
            place.theta().assign(Nd4j.createFromArray(10f, 0f, 0f).reshape(1, 3)); // the sign of x0
            place.input().assign(Nd4j.createFromArray(1f, 0f, 1f, 0f, -1f, 0f, -1f, 0f).reshape(1, 4, 2));
            place.labels().assign(Nd4j.createFromArray(0f, 1f, 1f, 0f, 1f, 0f, 0f, 1f).reshape(1, 4, 2));
            INDArray[] found = evaluate(network, place, POINTS);

            assertThat(found[1].data().asFloat()).containsExactly(1, 0, 1, 0);
            assertThat(found[0].getFloat(0)).isCloseTo(4.54e-5f, within(1e-6f));
            assertThat(found[0].getFloat(1)).isCloseTo(10, within(1e-3f));
        }
    }

    @Test
    void aLossLayerSurvivesAnEvaluationBetweenTwoGradients() {
        String json = images(dense(CLASSES), new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Network network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient();
            float[] gradient = place.gradient().dup().data().asFloat();
            evaluate(network, place, IMAGES);
            evaluate(network, place, IMAGES);
            network.gradient();

            assertThat(place.gradient().dup().data().asFloat()).isEqualTo(gradient);
        }
    }

    private static INDArray[] evaluate(Network network, Place place, Samples samples) {
        int n = place.batch();
        INDArray losses = Nd4j.create(DataType.FLOAT, n);
        INDArray right = Nd4j.create(DataType.FLOAT, n);
        network.evaluate(place.theta().getRow(0), place.input().reshape(n, samples.shape().size()), place.labels().reshape(n, samples.classes()), losses, right);
        return new INDArray[] {losses, right};
    }
}
