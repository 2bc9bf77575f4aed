package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.CLASSES;
import static dev.understudy.engine.nd4j.Nets.DROPPING;
import static dev.understudy.engine.nd4j.Nets.IMAGES;
import static dev.understudy.engine.nd4j.Nets.conv;
import static dev.understudy.engine.nd4j.Nets.dense;
import static dev.understudy.engine.nd4j.Nets.evaluate;
import static dev.understudy.engine.nd4j.Nets.images;
import static dev.understudy.engine.nd4j.Nets.softmax;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

@Tag("nd4j")
@Tag("slow")
class ExternalNetworkTest {
    private static final int BATCH = 4;

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
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            Nd4j.getRandom().nextInt();
            network.init(seed, 1, episode);
            assertThat(place.theta().getRow(0).sumNumber().doubleValue())
                    .as("the other replica")
                    .isZero();
            return place.theta().getRow(1).dup().data().asFloat();
        }
    }

    @Test
    void initialWeightsAreAsDeclared() {
        var list = new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.ZERO)
                .biasInit(0.25)
                .list();
        String json = images(
                list,
                conv().build(),
                softmax().weightInit(new OrthogonalDistribution(1)).biasInit(-1).build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(1, 0, 0);
            MultiLayerNetwork theirs = new MultiLayerNetwork(Nets.configuration(json));
            theirs.init(place.theta().dup(), false);

            assertThat(theirs.getParam("0_W").sumNumber().doubleValue()).isZero();
            assertThat(theirs.getParam("0_b").dup().data().asFloat()).containsOnly(0.25f);
            assertThat(theirs.getParam("1_b").dup().data().asFloat()).containsOnly(-1);
            INDArray w = theirs.getParam("1_W");
            INDArray product = w.transpose().mmul(w);
            assertThat(product.sub(Nd4j.eye(CLASSES)).norm2Number().doubleValue())
                    .isLessThan(1e-4);
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
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
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
        try (Blueprint.RunningOptimizee first = blueprint.on(one);
                Blueprint.RunningOptimizee second = blueprint.on(two)) {
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
        flat(images(
                dense(64),
                new BatchNormalization(),
                new DropoutLayer.Builder(0.7).build(),
                softmax().dropOut(0.6).build()));
        flat(images(
                new NeuralNetConfiguration.Builder().l1(0.01).l2(0.1).list(),
                dense(64),
                new OutputLayer.Builder(new LossSparseMCXENT())
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build()));
        flat(images(
                new ActivationLayer(Activation.RELU),
                dense(CLASSES),
                new LossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.SIGMOID)
                        .build()));
    }

    private static void flat(String json) {
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, 4096);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            steps(network, 10);
            long before = Pointer.physicalBytes();
            steps(network, 500);
            long grown = Pointer.physicalBytes() - before;
            assertThat(grown).isLessThan(Runtime.getRuntime().totalMemory() + (50L << 20));
        }
    }

    private static void steps(Blueprint.RunningOptimizee network, int steps) {
        for (int step = 0; step < steps; step++) {
            network.init(1, 0, step);
            network.gradient();
        }
    }

    @Test
    void neitherSamplesNorLabelsNorMasksNorThetaAreTouched() {
        String json = images(
                new DropoutLayer.Builder(0.5).build(),
                new ActivationLayer(Activation.TANH),
                dense(4),
                softmax().dropOut(0.5).build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(1, 0, 0);
            INDArray[] all = {
                place.theta(),
                place.input(),
                place.labels(),
                place.masks().get(0),
                place.masks().get(1)
            };
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
        try (MemoryWorkspace theirs = Nd4j.getWorkspaceManager()
                .getAndActivateWorkspace(
                        WorkspaceConfiguration.builder().initialSize(1 << 20).build(), "THEIRS")) {
            assertThat(gradientAndLosses()).isEqualTo(expected);
            assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isSameAs(theirs);
        }
    }

    private static float[] gradientAndLosses() {
        Blueprint blueprint = ExternalBlueprint.of(DROPPING, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient();
            return Nd4j.concat(
                            0,
                            place.gradient().dup().reshape(blueprint.coordinates()),
                            evaluate(network, place, IMAGES)[0])
                    .dup()
                    .toFloatVector();
        }
    }
}
