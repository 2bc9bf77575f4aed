package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.slf4j.LoggerFactory;

/** The carry of each parameter is DL4J's updater state: saved, restored, copied and divided among layers with it. */
@Tag("nd4j")
class UpdaterStateTest {
    @TempDir
    private Path folder;

    private MultiLayerNetwork reloaded(MultiLayerNetwork network, boolean saveUpdater) throws Exception {
        Path file = folder.resolve("network.zip");
        ModelSerializer.writeModel(network, file.toFile(), saveUpdater);
        return ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    }

    @Test
    void aNetworkSavedInTheMiddleGoesOnBitForBit() throws Exception {
        goesOnBitForBit(Networks.layers(), ImitatorUpdater.pretrained("sgd"));
    }

    @Test
    void soDoesOneWhoseUpdaterAverages() throws Exception {
        goesOnBitForBit(Networks.averages(), Networks.averages());
    }

    /** The horizon and the iteration are restored with it. */
    @Test
    void soDoesOneThatReadsTime() throws Exception {
        goesOnBitForBit(Networks.timed(), Networks.timed().horizon(1_000));
    }

    private void goesOnBitForBit(ImitatorUpdater first, ImitatorUpdater others) throws Exception {
        MultiLayerNetwork whole = Networks.convolutional(first, others);
        Networks.train(whole, 0, 20);
        MultiLayerNetwork half = Networks.convolutional(first, others);
        Networks.train(half, 0, 9);
        MultiLayerNetwork restored = reloaded(half, true);
        MultiLayerNetwork copied = half.clone();
        Networks.train(restored, 9, 20);
        Networks.train(copied, 9, 20);
        assertThat(Networks.theta(restored)).containsExactly(Networks.theta(whole));
        assertThat(restored.updaterState()).isEqualTo(whole.updaterState());
        assertThat(Networks.theta(copied)).containsExactly(Networks.theta(whole));
        Networks.train(half, 9, 20);
        assertThat(Networks.theta(half))
                .as("the original, after its copy has moved on")
                .containsExactly(Networks.theta(whole));
    }

    @Test
    void aGraphIsTrainedSavedAndRestoredLikeTheListOfItsLayers() throws Exception {
        MultiLayerNetwork list = Networks.dense(Networks.layers());
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(Networks.layers())
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", Networks.hidden(), "in")
                .addLayer("out", Networks.output(), "hidden")
                .setOutputs("out")
                .build());
        graph.init();
        graph.setParams(list.params().dup());
        Networks.train(list, 0, 12);
        for (int step = 0; step < 5; step++) {
            graph.fit(Networks.batch(1, step, 16));
        }
        Path file = folder.resolve("graph.zip");
        ModelSerializer.writeModel(graph, file.toFile(), true);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        ComputationGraph copied = graph.clone();
        for (ComputationGraph each : new ComputationGraph[] {restored, copied}) {
            for (int step = 5; step < 12; step++) {
                each.fit(Networks.batch(1, step, 16));
            }
            assertThat(each.params().dup().data().asFloat()).containsExactly(Networks.theta(list));
        }
    }

    /** One layer of three learns by the imitator; the others as they would without it. */
    @Test
    void layersWithOtherUpdatersAreLeftAlone() throws Exception {
        ImitatorUpdater sgd = ImitatorUpdater.pretrained("sgd");
        MultiLayerNetwork mixed = Networks.convolutional(sgd, new Adam(1e-3));
        MultiLayerNetwork alone = Networks.convolutional(new Sgd(0.01), new Adam(1e-3));
        long kernels = mixed.getLayer(0).numParams();
        assertThat(mixed.updaterState().length()).isEqualTo(5 * kernels + 2 * (mixed.numParams() - kernels));
        Networks.train(mixed, 0, 1);
        Networks.train(alone, 0, 1);
        assertThat(mixed.getLayer(1).params()).isEqualTo(alone.getLayer(1).params());
        assertThat(mixed.getLayer(0).params()).isNotEqualTo(alone.getLayer(0).params());

        Networks.train(mixed, 1, 6);
        MultiLayerNetwork restored = reloaded(mixed, true);
        Networks.train(mixed, 6, 10);
        Networks.train(restored, 6, 10);
        assertThat(Networks.theta(restored)).containsExactly(Networks.theta(mixed));
    }

    /** DL4J joins equal neighbours in one block; an updater for each layer must have the same result. */
    @Test
    void howParametersAreJoinedInBlocksMakesNoDifference() {
        ImitatorUpdater one = Networks.layers();
        float[] almost = one.phi();
        almost[0] = Math.nextUp(almost[0]);
        MultiLayerNetwork joined = Networks.convolutional(one, one);
        MultiLayerNetwork apart = Networks.convolutional(ImitatorUpdater.of(one.imitator(), almost), one);
        Networks.train(joined, 0, 10);
        Networks.train(apart, 0, 10);
        INDArray expected = joined.params();
        assertThat(apart.params().distance2(expected))
                .isLessThan(1e-5 * expected.norm2Number().doubleValue());
    }

    /** DL4J loads such a file in silence. */
    @Test
    void aNetworkSavedWithoutItsUpdaterStateIsNotContinuedInSilence() throws Exception {
        MultiLayerNetwork network = Networks.dense(Networks.layers());
        Networks.train(network, 0, 3);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ImitatorUpdater.class);
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try {
            Networks.train(reloaded(network, true), 3, 5);
            Networks.train(network.clone(), 3, 5);
            assertThat(log.list).isEmpty();
            Networks.train(reloaded(network, false), 3, 5);
            assertThat(log.list)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("empty carry at iteration 3"));
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(log);
        }
    }

    @Test
    void aStateOfAnotherSizeIsRefusedInOneLine() {
        ImitatorUpdater updater = Networks.layers();
        assertThatThrownBy(() -> updater.instantiate(Nd4j.zeros(12), true))
                .hasMessageContaining("12 numbers; expected a multiple of 11")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> updater.instantiate((INDArray) null, true)).hasMessageContaining("0 numbers");
        var two = updater.instantiate(Nd4j.zeros(22), true);
        assertThatThrownBy(() -> two.applyUpdater(Nd4j.zeros(3), 0, 0))
                .hasMessageContaining("3 coordinates, the updater state is for 2")
                .message()
                .doesNotContain("\n");
    }
}
