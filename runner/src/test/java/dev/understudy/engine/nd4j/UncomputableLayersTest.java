package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.builder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.cli.Main;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers of DL4J that it cannot train are named in one line, without further output of ND4J's C++. */
@Tag("nd4j")
@Tag("process")
@Timeout(120)
class UncomputableLayersTest {
    @TempDir
    private Path folder;

    @Test
    void aLayerThatFailsForwardsIsNamedAndNothingElseIsSaid() throws Exception {
        Needs.LINUX.orSkip(); // Elsewhere what C++ prints is not kept back.
        said(
                "layer 0 (SeparableConvolution2D \"deep\") cannot be computed by DL4J on samples of 1×28×28",
                new SeparableConvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .nOut(6)
                        .depthMultiplier(2)
                        .name("deep")
                        .build());
    }

    @Test
    void aLayerThatFailsBackwardsIsNamedAndNothingElseIsSaid() throws Exception {
        Needs.LINUX.orSkip();
        said("layer 1 (PReLULayer \"layer1\") cannot be computed by DL4J on samples of 1×28×28", conv(), slopes(13));
    }

    @Test
    void aLayerWhoseOutputTheNextOneCannotTakeIsNamedItself() {
        refused("layer 0 (Cropping2D \"layer0\") cannot", new Cropping2D.Builder(2, 2).build(), conv());
    }

    @Test
    void layersOfOneKindAreNamedTogether() {
        refused(
                "layer 1 (PReLULayer \"layer1\") or layer 3 (PReLULayer \"layer3\") cannot",
                conv(),
                slopes(13),
                conv(),
                slopes(6));
    }

    private static void refused(String words, Layer... layers) {
        Samples images = new Samples.Images(new Shape(1, 28, 28), 10, new byte[28 * 28], new byte[1], 0.5f, 0.5f);
        assertThatThrownBy(() -> ExternalBlueprint.of(json(layers), images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    private static Layer conv() {
        return new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(4).build();
    }

    private static Layer slopes(int side) {
        return new PReLULayer.Builder()
                .inputShape(4, side, side)
                .sharedAxes(2, 3)
                .build();
    }

    private static String json(Layer... layers) {
        var list = builder();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return Nets.json(list.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(28, 28, 1)));
    }

    private void said(String words, Layer... layers) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("net.json"), json(layers));
        Files.writeString(
                folder.resolve("net.yaml"),
                "name: net\nengine: nd4j\ndevice: cpu\ndata: {dataset: digits}\noptimizee: {dl4j: '"
                        + folder.resolve("net.json") + "', batch: 4}\n");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = ChildJvm.quiet();
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--runs",
                folder.toString(),
                folder.resolve("net.yaml").toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(out).isEmptyFile();
        assertThat(Files.readAllLines(err)).singleElement().asString().contains(words);
    }
}
