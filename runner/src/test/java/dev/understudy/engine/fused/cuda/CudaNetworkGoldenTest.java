package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Clock;
import dev.understudy.engine.GoldenContract;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.Safetensors;
import dev.understudy.run.SafetensorsFile;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch's logits, losses and gradients, asked of the optimizee's kernels. */
class CudaNetworkGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"cnn_b1", "cnn_b4", "half_plane_b1", "half_plane_b4"})
    void logitsLossAndGradientAreThoseOfPyTorch(String name) {
        SafetensorsFile file = Safetensors.read(Path.of(System.getProperty("golden.dir", "runner/src/test/resources/golden")).resolve(name + ".safetensors"));
        Optimizee.Layers cnn = Optimizee.mnistCnn(new Shape(1, 28, 28), 10);
        Optimizee.Layers layers = name.startsWith("cnn")
                ? new Optimizee.Layers(cnn.input(), cnn.list().stream().filter(l -> !(l instanceof Layer.Dropout)).toList(), cnn.loss())
                : Optimizee.halfPlane();
        int[] labels = new int[file.shape("input")[0]];
        for (int b = 0; b < labels.length; b++) {
            labels[b] = file.dtype("target").name().startsWith("I") ? (int) file.longs("target")[b] : (int) file.floats("target")[b];
        }
        try (Device device = EmulatedDevice.usual()) {
            GoldenContract.Pass pass = pass(device, layers, file.floats("params"), file.floats("input"), labels);
            close(pass.logits(), file.floats("logits"));
            close(pass.gradient(), file.floats("gradient"));
            assertThat(pass.loss()).isCloseTo(file.floats("loss")[0], within(1e-6));
        }
    }

    /** What a golden contract asks of a network. @param input [B][size], as the network sees it; @param labels [B] */
    static GoldenContract.Pass pass(Device device, Optimizee.Layers layers, float[] theta, float[] input, int[] labels) {
        int classes = layers.loss() == Optimizee.Loss.BINARY_CROSS_ENTROPY ? 2 : layers.outputs();
        byte[] names = new byte[labels.length];
        for (int b = 0; b < names.length; b++) {
            names[b] = (byte) labels[b];
        }
        Samples standIn = new Samples.Images(layers.input(), classes, new byte[layers.input().size()], new byte[1], 0f, 1f);
        Problem problem = new Problem(layers, standIn, labels.length, new Teacher.Sgd(0.01), Imitator.gated(2), false);
        CudaNetwork network = new CudaNetwork(device, problem, 1, 1);
        CudaSamples given = CudaSamples.given(device, input, names);
        CudaBuffer weights = CudaBuffer.on(device, theta.length);
        weights.write(0, theta);
        CudaBuffer gradient = CudaBuffer.on(device, theta.length);
        CudaBuffer loss = CudaBuffer.on(device, 1);
        CudaBuffer logits = CudaBuffer.on(device, labels.length * layers.outputs());
        network.gradient(given, weights, new Clock(1), gradient, 0, loss, 0);
        network.score(given, weights, labels.length, logits.address());
        return new GoldenContract.Pass(logits.read(), loss.read()[0], gradient.read());
    }

    private static void close(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm)).isLessThan(1e-5);
    }
}
