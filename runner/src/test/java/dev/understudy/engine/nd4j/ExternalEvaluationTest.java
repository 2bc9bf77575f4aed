package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.CLASSES;
import static dev.understudy.engine.nd4j.Nets.DROPPING;
import static dev.understudy.engine.nd4j.Nets.IMAGES;
import static dev.understudy.engine.nd4j.Nets.POINTS;
import static dev.understudy.engine.nd4j.Nets.dense;
import static dev.understudy.engine.nd4j.Nets.evaluate;
import static dev.understudy.engine.nd4j.Nets.images;
import static dev.understudy.engine.nd4j.Nets.points;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.nd4j.Blueprint.Place;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Losses and right answers of an external network, sample by sample, against DL4J's own. */
@Tag("nd4j")
class ExternalEvaluationTest {
    private static final int BATCH = 4;

    /** Many tiny operations, and machines with more to do than these tests: threads would wait for each other. */
    @BeforeAll
    static void oneThread() {
        Nd4j.getEnvironment().setMaxMasterThreads(1);
    }

    @Test
    void anEvaluationIsWithoutDropoutAndOfEachSample() {
        Blueprint blueprint = ExternalBlueprint.of(DROPPING, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, 7);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient(); // running statistics that are not those of the beginning
            INDArray[] found = evaluate(network, place, IMAGES);

            MultiLayerNetwork theirs = new MultiLayerNetwork(Nets.configuration(DROPPING));
            theirs.init(place.theta().dup(), false);
            INDArray features = place.input().reshape(7, 2, 6, 6);
            INDArray labels = place.labels().reshape(7, CLASSES);
            float[] losses = theirs.scoreExamples(new DataSet(features, labels), false)
                    .data()
                    .asFloat();
            int[] answers = theirs.predict(features);
            for (int i = 0; i < 7; i++) {
                assertThat(found[0].getFloat(i)).isCloseTo(losses[i], within(1e-6f));
                assertThat(found[1].getFloat(i)).isEqualTo(labels.getFloat(i, answers[i]));
            }
            assertThat(found[1].sumNumber().intValue()).isBetween(1, 6);

            float[] gradient = place.gradient().dup().data().asFloat();
            network.init(1, 0, 0);
            network.gradient();
            assertThat(place.gradient().dup().data().asFloat())
                    .as("an evaluation leaves nothing behind")
                    .isEqualTo(gradient);
        }
    }

    @Test
    void aSingleLogitIsRightOnItsSideOfAHalf() {
        Blueprint blueprint = ExternalBlueprint.of(
                points(new OutputLayer.Builder(LossFunction.XENT)
                        .nOut(1)
                        .activation(Activation.SIGMOID)
                        .build()),
                POINTS);
        Place place = Nets.place(blueprint, POINTS, 1, 4);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            place.theta().assign(Nd4j.createFromArray(10f, 0f, 0f).reshape(1, 3)); // the sign of x0
            place.input()
                    .assign(Nd4j.createFromArray(1f, 0f, 1f, 0f, -1f, 0f, -1f, 0f)
                            .reshape(1, 4, 2));
            place.labels()
                    .assign(Nd4j.createFromArray(0f, 1f, 1f, 0f, 1f, 0f, 0f, 1f).reshape(1, 4, 2));
            INDArray[] found = evaluate(network, place, POINTS);

            assertThat(found[1].data().asFloat()).containsExactly(1, 0, 1, 0);
            assertThat(found[0].getFloat(0)).isCloseTo(4.54e-5f, within(1e-6f));
            assertThat(found[0].getFloat(1)).isCloseTo(10, within(1e-3f));
        }
    }

    @Test
    void aLossLayerSurvivesAnEvaluationBetweenTwoGradients() {
        String json = images(
                dense(CLASSES),
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(1, 0, 0);
            network.gradient();
            float[] gradient = place.gradient().dup().data().asFloat();
            evaluate(network, place, IMAGES);
            evaluate(network, place, IMAGES);
            network.gradient();

            assertThat(place.gradient().dup().data().asFloat()).isEqualTo(gradient);
        }
    }
}
