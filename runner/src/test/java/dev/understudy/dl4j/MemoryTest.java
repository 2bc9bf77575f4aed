package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Memory of an updater, counted in ND4J's own register of memory outside the heap: arrays, and contexts of prepared
 * operations.
 */
@Tag("nd4j")
class MemoryTest {
    private static MultiLayerNetwork network() {
        return Networks.network(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(Networks.layers())
                .list(
                        new DenseLayer.Builder()
                                .nIn(2)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nIn(4)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build())
                .build());
    }

    private static void train(MultiLayerNetwork network, int steps) {
        INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}, {4, 3}});
        INDArray y = Nd4j.createFromArray(new float[][] {{0}, {1}});
        for (int i = 0; i < steps; i++) {
            network.fit(x, y);
        }
    }

    @Test
    void aThousandIterationsLeaveNothingBehind() throws Exception {
        MultiLayerNetwork network = network();
        train(network, 50);
        int before = held(0);
        train(network, 1_000);
        assertThat(held(before)).isLessThan(before + 100);
        assertThat(network.getIterationCount()).isEqualTo(1_050);
    }

    /** Nothing closes an updater; about forty operations and arrays each would remain. */
    @Test
    void whatAnUpdaterHoldsGoesWithIt() throws Exception {
        train(network(), 1);
        int before = held(0);
        for (int i = 0; i < 50; i++) {
            train(network(), 1);
        }
        assertThat(held(before)).isLessThan(before + 300);
    }

    /**
     * How many, once the collector has been and the number is not above {@code enough}, or does not change any more.
     */
    private static int held(int enough) throws Exception {
        Field register = Nd4j.getDeallocatorService().getClass().getDeclaredField("referenceMap");
        register.setAccessible(true);
        Map<?, ?> references = (Map<?, ?>) register.get(Nd4j.getDeallocatorService());
        int last = Integer.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            System.gc();
            Thread.sleep(100);
            int now = references.size();
            if (now <= enough || i > 4 && now == last) {
                return now;
            }
            last = now;
        }
        return last;
    }
}
