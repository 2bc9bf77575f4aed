package dev.understudy.engine.fused.cuda;

import static dev.understudy.engine.Distance.relative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lean form of the network's gradient: the same bits as the plain one, which {@link CudaNetworkContract} compares with Java. */
@Tag("emulation")
class LeanNetworkTest {
    private static final long SEED = 0x1234_5678_9ABCL;
    private static final int SHARED = 99 << 10;

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn,1,1",
        "mnist-cnn,3,3",
        "mnist-like,5,1",
        "half-plane,8,3",
        "half-plane,300,3",
        "conv-conv,1,1",
        "conv-conv,33,3",
        "pool3,300,3",
        "kernel1,9,3",
        "dense-first,9,3",
        "dropout-first,8,3",
        "relu-last,9,1",
        "relu-first,3,1",
        "channel-dropouts,9,3",
        "tanh,9,3",
        "tanh-first,9,1",
        "narrow,9,3",
        "kernel10,3,1"
    })
    void itsBitsAreThoseOfThePlainForm(String net, int batch, int replicas) {
        Problem problem = Nets.problem(net, batch);
        Run plain = run(problem, replicas, 0, SHARED, Set.of());

        Run lean = run(problem, replicas, 0, SHARED, Set.of(Variant.LEAN_NETWORK));

        assertThat(plain.kernels).contains("networkGradient").doesNotContain("networkGradientLean");
        assertThat(lean.kernels).contains("networkGradientLean").doesNotContain("networkGradient");
        assertThat(lean.loss).containsExactly(plain.loss);
        assertThat(lean.gradient).containsExactly(plain.gradient);
        assertThat(relative(lean.gradient, java(problem, replicas))).isLessThan(1e-5);
    }

    /** Strips as wide as the cost that LeanLayer counts makes them; none of the widths is a multiple. */
    @ParameterizedTest
    @CsvSource({"30,12,12,6", "13,24,6,4", "44,3,4,6", "9,64,4,4"})
    void stripsOfEveryWidthGiveThoseBits(int width, int channels, int strip, int inStrip) {
        Layer first = new Layer.Conv(3, 4);
        Layer second = new Layer.Conv(5, channels);
        Shape input = new Shape(1, 14, width + 2);
        Problem problem = problem(input, first, new Layer.Relu(), second, new Layer.MaxPool(2), new Layer.Dense(3));
        assertThat(layer(problem, 2)).startsWith(1, 0, strip, inStrip);

        Run lean = run(problem, 2, 0, SHARED, Set.of(Variant.LEAN_NETWORK));

        assertThat(lean.kernels).contains("networkGradientLean");
        assertThat(lean.gradient).containsExactly(run(problem, 2, 0, SHARED, Set.of()).gradient);
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn,2,2",
        "half-plane,9,3",
        "conv-conv,300,2",
        "pool3,300,1",
        "kernel1,9,1",
        "dropout-first,3,2",
        "relu-first,3,1",
        "relu-last,9,1",
        "channel-dropouts,9,1",
        "tanh,9,2",
        "tanh-first,9,1",
        "narrow,3,1",
        "kernel10,2,1"
    })
    void bitsDoNotDependOnTheOrderOfThreads(String net, int batch, int replicas) {
        Problem problem = Nets.problem(net, batch);
        Run forward = run(problem, replicas, 0, SHARED, Set.of(Variant.LEAN_NETWORK));

        for (int order : new int[] {1, 77}) {
            Run other = run(problem, replicas, order, SHARED, Set.of(Variant.LEAN_NETWORK));
            assertThat(other.gradient).containsExactly(forward.gradient);
            assertThat(other.loss).containsExactly(forward.loss);
        }
    }

    @Test
    void whatDoesNotFitWithItsPlanTakesThePlainForm() {
        Problem problem = Nets.problem("mnist-cnn", 1);
        int plain = 4 * NetworkPlan.of(problem, SEED, 1).gradientFloats();
        int lean = 4 * NetworkPlan.lean(problem, SEED, 1).orElseThrow().gradientFloats();
        assertThat(lean).isGreaterThan(plain);

        assertThat(run(problem, 1, 0, lean, Set.of(Variant.LEAN_NETWORK)).kernels)
                .contains("networkGradientLean");
        assertThat(run(problem, 1, 0, lean - 4, Set.of(Variant.LEAN_NETWORK)).kernels)
                .contains("networkGradient");
        assertThat(run(problem, 1, 0, plain - 4, Set.of(Variant.LEAN_NETWORK)).kernels)
                .contains("networkGradientFar");
    }

    /** Of an A100's 164 KB, of which every block takes one more. */
    @Test
    void twoBlocksOfTheSourcesNetworkFitIntoAMultiprocessor() {
        int bytes = 4
                * NetworkPlan.lean(Nets.problem("mnist-like", 64), SEED, 128)
                        .orElseThrow()
                        .gradientFloats();

        assertThat(2 * (bytes + 1024)).isLessThanOrEqualTo(164 << 10);
    }

    /** The remainder d − 1 is the one that goes wrong first. */
    @Test
    void reciprocalsGiveEveryQuotientThatIsCalledExact() {
        for (int d : new int[] {1, 2, 3, 5, 7, 25, 28, 144, 576, 1000, 65_535, 65_536, 1_000_003}) {
            for (long n = d - 1; n < Integer.MAX_VALUE; n += Math.max(1, (1 << 20) / d) * (long) d) {
                if (LeanLayer.exact((int) n, d)) {
                    assertThat(over(n, d)).as("%d / %d", n, d).isEqualTo(n / d);
                }
            }
        }
        assertThat(LeanLayer.exact(65_535, 65_535)).isTrue();
        assertThat(LeanLayer.exact((1 << 30) - 1, 5)).isTrue();
        assertThat(LeanLayer.exact(1 << 30, 5)).isFalse();
        assertThat(over(1 << 30, 5)).isNotEqualTo((1 << 30) / 5);
    }

    /** As LeanLayer.cuh has it. */
    private static long over(long n, int d) {
        return 2 * n * LeanLayer.reciprocal(d) >>> 32;
    }

    /** The words of a layer as LeanLayer.cuh reads them, without its members of LayerAt. */
    private static List<Integer> layer(Problem problem, int l) {
        int[] words = NetworkPlan.lean(problem, SEED, 2).orElseThrow().words();
        int plan = 16;
        int all = (words.length - plan) / problem.layers().placed().size();
        return Arrays.stream(words, plan + l * all + 19, plan + (l + 1) * all)
                .boxed()
                .toList();
    }

    private static Problem problem(Shape input, Layer... layers) {
        byte[] pixels = new byte[7 * input.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 2654435761L >>> 13);
        }
        return new Problem(
                new Optimizee.Layers(input, List.of(layers), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY),
                new Samples.Images(input, 3, pixels, new byte[] {0, 1, 2, 0, 1, 2, 0}, 0.1307f, 0.3081f),
                2,
                new Teacher.Sgd(0.01),
                Imitator.gated(2),
                false);
    }

    private record Run(float[] gradient, float[] loss, List<String> kernels) {}

    private static Run run(Problem problem, int replicas, int order, int sharedBytes, Set<Variant> variants) {
        int all = replicas * problem.optimizee().coordinates();
        List<String> kernels = new ArrayList<>();
        try (EmulatedDevice device = new EmulatedDevice(HostKernels.ofText(), order, sharedBytes, variants) {
            @Override
            public void launch(String kernel, int blocksX, int blocksY, int threads, int shared, Object... arguments) {
                kernels.add(kernel);
                super.launch(kernel, blocksX, blocksY, threads, shared, arguments);
            }
        }) {
            CudaGradientPass network = new CudaGradientPass(device, problem, SEED, replicas);
            CudaBuffer theta = CudaBuffer.on(device, all);
            boolean[] every = new boolean[replicas];
            Arrays.fill(every, true);
            network.init(theta, clock(replicas), every);
            CudaBuffer gradient = CudaBuffer.on(device, all);
            float[] dirt = new float[all];
            Arrays.fill(dirt, Float.NaN);
            gradient.write(0, dirt);
            CudaBuffer loss = CudaBuffer.on(device, replicas);
            network.gradient(theta, clock(replicas), gradient, 0, loss, 0);
            return new Run(gradient.read(), loss.read(), kernels);
        }
    }

    private static float[] java(Problem problem, int replicas) {
        int all = replicas * problem.optimizee().coordinates();
        try (CpuKernels cpu = new CpuKernels(problem, SEED, replicas, 1, 1, 1)) {
            Buffer theta = cpu.buffer(all);
            boolean[] every = new boolean[replicas];
            Arrays.fill(every, true);
            cpu.init(theta, clock(replicas), every);
            Buffer gradient = cpu.buffer(all);
            cpu.gradient(theta, clock(replicas), gradient, 0, cpu.buffer(replicas), 0);
            return gradient.read();
        }
    }

    private static Clock clock(int replicas) {
        Clock clock = new Clock(replicas);
        Arrays.setAll(clock.episode, r -> 3 + 2 * r);
        Arrays.setAll(clock.step, r -> 11 * r);
        return clock;
    }
}
