package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The optimizee's kernels against their Java twins; bit for bit if only the order of threads or the memory differs. */
abstract class CudaNetworkContract {
    private final Devices devices;

    CudaNetworkContract(Devices devices) {
        this.devices = devices;
    }

    private static final long SEED = 0x1234_5678_9ABCL;

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn,1,1",
        "mnist-cnn,3,3",
        "mnist-cnn,9,1",
        "mnist-like,8,1",
        "half-plane,1,1",
        "half-plane,8,3",
        "half-plane,33,1",
        "half-plane,300,3",
        "conv-conv,1,1",
        "conv-conv,33,3",
        "pool3,8,1",
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
        "colours,9,2",
        "kernel10,3,1"
    })
    void gradientsAndLossesAreThoseOfTheJavaTwin(String net, int batch, int replicas) {
        Problem problem = Nets.problem(net, batch);
        Clock clock = clock(replicas);
        float[][] java = java(problem, clock);

        float[][] cuda = cuda(problem, clock, Devices.USUAL).get(0);

        int n = problem.optimizee().coordinates();
        for (int r = 0; r < replicas; r++) {
            assertThat(distance(java[0], cuda[0], r * n, n))
                    .as("gradient of replica " + r)
                    .isLessThan(1e-5);
            assertThat(cuda[1][r]).isCloseTo(java[1][r], within(1e-6f * Math.max(1f, java[1][r])));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn,2,2",
        "half-plane,9,3",
        "conv-conv,300,2",
        "pool3,300,1",
        "kernel1,9,1",
        "dropout-first,3,2",
        "channel-dropouts,9,1",
        "tanh,9,2",
        "narrow,3,1",
        "kernel10,2,1"
    })
    void bitsDependNeitherOnTheOrderOfThreadsNorOnWhereMemoryIs(String net, int batch, int replicas) {
        Problem problem = Nets.problem(net, batch);
        Clock clock = clock(replicas);
        List<float[][]> usual = cuda(problem, clock, Devices.USUAL);

        assertThat(usual).allSatisfy(found -> assertThat(found).isDeepEqualTo(usual.get(0)));
        assertThat(cuda(problem, clock, 0))
                .as("without shared memory")
                .allSatisfy(found -> assertThat(found).isDeepEqualTo(usual.get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist-cnn", "half-plane", "conv-conv", "dropout-first"})
    void initialWeightsAreThoseOfTheJavaTwinBitByBit(String net) {
        Problem problem = Nets.problem(net, 1);
        Clock clock = clock(3);
        int all = 3 * problem.optimizee().coordinates();
        try (CpuKernels cpu = new CpuKernels(problem, SEED, 3, 1, 1, 1);
                Device device = devices.one()) {
            CudaGradientPass network = new CudaGradientPass(device, problem, SEED, 3);
            Buffer expected = cpu.buffer(all);
            CudaBuffer found = CudaBuffer.on(device, all);
            for (boolean[] which :
                    new boolean[][] {{true, true, true}, {false, true, false}, {true, false, true}, {true, false, true}
                    }) {
                Arrays.setAll(clock.episode, r -> clock.episode[r] + r + 2);
                cpu.init(expected, clock, which);
                network.init(found, clock, which);
                assertThat(found.read()).isEqualTo(expected.read());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn,30",
        "half-plane,1000",
        "half-plane,7",
        "pool3,40",
        "relu-last,16",
        "tanh-first,30",
        "dropout-first,33",
        "colours,50"
    })
    void theScoreIsThatOfTheJavaTwin(String net, int count) {
        Problem problem = Nets.problem(net, 1);
        Samples samples = net.equals("half-plane") ? new Samples.HalfPlane(1 << 24, 1000) : problem.samples();
        try (CpuKernels cpu = new CpuKernels(problem, SEED, 1, 1, 1, 1)) {
            Buffer theta = cpu.buffer(problem.optimizee().coordinates());
            cpu.init(theta, clock(1), new boolean[] {true});
            Score java = cpu.score(theta, samples, count);
            for (int shared : new int[] {Devices.USUAL, 0}) {
                try (Device device = devices.one(shared)) {
                    CudaGradientPass network = new CudaGradientPass(device, problem, SEED, 1);
                    CudaBuffer same = CudaBuffer.on(device, theta.length());
                    same.write(0, theta.read());
                    Score first = network.score(same, samples, 1);
                    Score cuda = network.score(same, samples, count);
                    assertThat(cuda.accuracy()).isEqualTo(java.accuracy());
                    assertThat(cuda.loss()).isCloseTo(java.loss(), within(1e-6 * java.loss()));
                    assertThat(network.score(same, samples, 1)).isEqualTo(first);
                    if (samples.count() <= 1000) {
                        assertThat(network.score(same, samples, 1 << 30))
                                .isEqualTo(network.score(same, samples, samples.count()));
                    }
                }
            }
        }
    }

    @Test
    void replicasOutOfStepHaveGradientsOfTheirOwnBatches() {
        Problem problem = Nets.problem("half-plane", 3);
        Clock clock = clock(3);
        int all = 3 * problem.optimizee().coordinates();
        try (CpuKernels cpu = new CpuKernels(problem, SEED, 3, 1, 1, 1);
                Device device = devices.one()) {
            CudaGradientPass network = new CudaGradientPass(device, problem, SEED, 3);
            Buffer theta = cpu.buffer(all);
            cpu.init(theta, clock, new boolean[] {true, true, true});
            CudaBuffer same = CudaBuffer.on(device, all);
            same.write(0, theta.read());
            Buffer gradient = cpu.buffer(2 * all);
            Buffer loss = cpu.buffer(5);
            CudaBuffer gradientThere = CudaBuffer.on(device, 2 * all);
            CudaBuffer lossThere = CudaBuffer.on(device, 5);
            for (int step = 0; step < 5; step++) {
                clock.advance(1);
                clock.step[1] += step == 2 ? 7 : 0;
                clock.episode[2] += step == 3 ? 7 : 0;
                cpu.gradient(theta, clock, gradient, 1, loss, 2);
                network.gradient(same, clock, gradientThere, 1, lossThere, 2);
                assertThat(distance(gradient.read(), gradientThere.read(), 0, 2 * all))
                        .isLessThan(1e-5);
                assertThat(lossThere.read()).startsWith(0f, 0f).containsExactly(loss.read(), within(1e-6f));
            }
        }
    }

    /** Gradient [R][P] and loss [R]. */
    private static float[][] java(Problem problem, Clock clock) {
        int replicas = clock.replicas();
        try (CpuKernels cpu = new CpuKernels(problem, SEED, replicas, 1, 1, 1)) {
            Buffer gradient = cpu.buffer(replicas * problem.optimizee().coordinates());
            Buffer loss = cpu.buffer(replicas);
            cpu.gradient(theta(cpu, problem, clock), clock, gradient, 0, loss, 0);
            return new float[][] {gradient.read(), loss.read()};
        }
    }

    private static Buffer theta(CpuKernels cpu, Problem problem, Clock clock) {
        Buffer theta = cpu.buffer(clock.replicas() * problem.optimizee().coordinates());
        boolean[] all = new boolean[clock.replicas()];
        Arrays.fill(all, true);
        cpu.init(theta, clock, all);
        return theta;
    }

    /** The same on each device. */
    private List<float[][]> cuda(Problem problem, Clock clock, int sharedBytes) {
        int replicas = clock.replicas();
        int all = replicas * problem.optimizee().coordinates();
        return devices.all(sharedBytes, Set.of()).stream()
                .map(opened -> {
                    try (Device device = opened.get();
                            CpuKernels cpu = new CpuKernels(problem, SEED, replicas, 1, 1, 1)) {
                        CudaGradientPass network = new CudaGradientPass(device, problem, SEED, replicas);
                        CudaBuffer theta = CudaBuffer.on(device, all);
                        theta.write(0, theta(cpu, problem, clock).read());
                        CudaBuffer gradient = CudaBuffer.on(device, all);
                        float[] dirt = new float[all];
                        Arrays.fill(dirt, Float.NaN);
                        gradient.write(0, dirt);
                        CudaBuffer loss = CudaBuffer.on(device, replicas);
                        network.gradient(theta, clock, gradient, 0, loss, 0);
                        return new float[][] {gradient.read(), loss.read()};
                    }
                })
                .toList();
    }

    private static Clock clock(int replicas) {
        Clock clock = new Clock(replicas);
        Arrays.setAll(clock.episode, r -> 3 + 2 * r);
        Arrays.setAll(clock.step, r -> 11 * r);
        return clock;
    }

    /** Norm of the difference over norm. */
    private static double distance(float[] expected, float[] found, int from, int n) {
        double difference = 0;
        double norm = 0;
        for (int i = from; i < from + n; i++) {
            difference += Math.pow((double) expected[i] - found[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
