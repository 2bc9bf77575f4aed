package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.Root;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.data.DataSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The DL4J network that comes with the configs is equal to one made by DL4J's builder. */
@Tag("nd4j")
class ExampleConfigTest {
    private static final Path YAML = Root.path("configs/dl4j-digits.yaml");

    /** {@code Files.writeString(Path.of("configs/dl4j-digits.json"), made().toJson())} */
    private static MultiLayerConfiguration made() {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(new NoOp())
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(8).build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new BatchNormalization())
                .layer(new DenseLayer.Builder().nOut(16).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.8)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build();
    }

    @Test
    void theFileIsWhatDl4jsBuilderMakes() throws IOException {
        Config config = Configs.load(YAML, List.of());

        assertThat(MultiLayerConfiguration.fromJson(
                        Files.readString(Path.of(config.optimizee().dl4j()))))
                .isEqualTo(MultiLayerConfiguration.fromJson(made().toJson()));
    }

    @Test
    void itTakesTheDigits() throws IOException {
        Config config = Configs.load(YAML, List.of());
        Blueprint blueprint = ExternalBlueprint.of(
                Files.readString(Path.of(config.optimizee().dl4j())),
                DataSets.load("digits", null).train());

        int conv = 25 * 8 + 8;
        int normalisation = 4 * 8;
        int dense = 12 * 12 * 8 * 16 + 16;
        assertThat(blueprint.coordinates()).isEqualTo(conv + normalisation + dense + 16 * 10 + 10);
        assertThat(blueprint.masks()).hasSize(1).first().satisfies(mask -> {
            assertThat(mask.stream()).isEqualTo(1004);
            assertThat(mask.draws()).isEqualTo(16);
            assertThat(mask.rate()).isCloseTo(0.2, within(1e-12));
        });
    }
}
