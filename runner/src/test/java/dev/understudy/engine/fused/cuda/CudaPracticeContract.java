package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples, copies and clipping give the bits of their Java twins, one lambda on both. */
abstract class CudaPracticeContract {
    private final Devices devices;

    CudaPracticeContract(Devices devices) {
        this.devices = devices;
    }

    private static final long SEED = 0x123456789L;

    /** @param lanes of the sample */
    record Shape(int lanes, int replicas) {}

    static Stream<Shape> shapes() {
        return Stream.of(1, 3).flatMap(replicas -> Stream.of(1, 3, 4, 63, 130).map(n -> new Shape(n, replicas)));
    }

    private interface Work {
        void on(Kernels kernels, Buffer... to);
    }

    private static Problem problem() {
        return new Problem(
                Optimizee.halfPlane(),
                new Samples.HalfPlane(0, 10),
                1,
                new Teacher.Sgd(0.1),
                new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, false),
                false);
    }

    private static int coordinates() {
        return problem().optimizee().coordinates();
    }

    private static Clock clock(int replicas, int ahead) {
        Clock clock = new Clock(replicas);
        for (int r = 0; r < replicas; r++) {
            clock.episode[r] = 5 * r + ahead;
        }
        return clock;
    }

    private static Buffer numbers(Kernels kernels, int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = 2 * Philox.uniform(Philox.word(7, 1, 0, 0, i)) - 1;
        }
        Buffer buffer = kernels.buffer(n);
        buffer.write(0, numbers);
        return buffer;
    }

    private void sameBits(Shape s, Work work, int... lengths) {
        for (Supplier<Device> opened : devices.all(48 << 10, Set.of())) {
            try (Kernels host = new CpuKernels(problem(), SEED, s.replicas, 1, s.lanes, 1);
                    Kernels device = new CudaKernels(opened.get(), problem(), SEED, s.replicas, 1, s.lanes)) {
                Buffer[] expected =
                        Arrays.stream(lengths).mapToObj(n -> numbers(host, n)).toArray(Buffer[]::new);
                Buffer[] found =
                        Arrays.stream(lengths).mapToObj(n -> numbers(device, n)).toArray(Buffer[]::new);
                work.on(host, expected);
                work.on(device, found);
                for (int i = 0; i < lengths.length; i++) {
                    assertThat(found[i].read()).containsExactly(expected[i].read());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aSampleIsThatOfTheHostAlsoWhenTheEpisodesMoveOn(Shape s) {
        sameBits(
                s,
                (kernels, to) -> {
                    Buffer from = numbers(kernels, 3 * s.replicas * coordinates());
                    kernels.gather(from, clock(s.replicas, 2), to[0]);
                    kernels.gather(from, clock(s.replicas, 7), to[1]);
                },
                3 * s.replicas * s.lanes,
                3 * s.replicas * s.lanes);
    }

    /** Of three steps, and of one, which has no gradient but the last; numbers below zero are losses of nothing to a logarithm. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aTasksLossAndItsDerivativeAreThoseOfTheHost(Shape s) {
        int all = s.replicas * s.lanes;
        Work work = (kernels, to) -> {
            for (int steps : new int[] {1, 3}) {
                Kernels.Met met = new Kernels.Met(
                        numbers(kernels, steps * all),
                        numbers(kernels, steps * s.replicas),
                        numbers(kernels, all),
                        numbers(kernels, s.replicas));
                kernels.task(met, false, to[steps - 1], to[4], steps);
                kernels.task(
                        met, true, to[steps], kernels.buffer(1), 0); // a library's logarithm may differ in its last bit
            }
        };
        sameBits(s, work, all, all, 3 * all, 3 * all, 5);
    }

    /** ln of halves, quarters and ones, of so many replicas that the block has several turns. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 128, 300})
    void theMeanOfLogarithmsIsRight(int replicas) {
        int steps = 3;
        float[] losses = new float[steps * replicas];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = i < replicas ? 77 : 0.5f; // those before the first step do not count
        }
        float[] last = new float[replicas];
        Arrays.fill(last, 0.25f);
        last[replicas - 1] = 1;
        for (Supplier<Device> opened : devices.all(48 << 10, Set.of())) {
            try (Kernels kernels = new CudaKernels(opened.get(), problem(), SEED, replicas, 1, 1)) {
                Buffer loss = kernels.buffer(losses.length);
                loss.write(0, losses);
                Buffer lastLoss = kernels.buffer(replicas);
                lastLoss.write(0, last);
                Kernels.Met met =
                        new Kernels.Met(numbers(kernels, losses.length), loss, numbers(kernels, replicas), lastLoss);
                Buffer mean = kernels.buffer(1);
                kernels.task(met, true, kernels.buffer(losses.length), mean, 0);
                assertThat(mean.read()[0] / Math.log(0.5))
                        .isCloseTo((4.0 - 2.0 / replicas) / 3, org.assertj.core.data.Offset.offset(1e-6));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 127, 128, 129, 1000})
    void clippingAndCopyingGiveTheBitsOfTheHost(int n) {
        sameBits(
                new Shape(1, 2),
                (kernels, to) -> {
                    kernels.clip(to[0], 0.125f);
                    kernels.clip(to[1], 1e6f);
                    kernels.copy(to[0], n / 2, to[2], 1, n - n / 2);
                },
                n,
                n,
                n + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129})
    void everyReplicasRowTimesItsFactorHasTheBitsOfTheHost(int n) {
        sameBits(
                new Shape(1, 3),
                (kernels, to) -> {
                    Buffer factors = kernels.buffer(3);
                    factors.write(0, new float[] {0.1f, 3, 1e-20f});
                    kernels.scale(to[0], factors);
                },
                3 * n);
    }

    /** Tensors of 2·n, n and so on up to several turns of a block; φ and scales of each replica's own, or of all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 200})
    void everyTensorTimesItsFactorHasTheBitsOfTheHost(int units) {
        Samples samples = new Samples.HalfPlane(0, 10);
        Imitator imitator = new Imitator(List.of(3), Imitator.Features.LOG_SIGN, Imitator.Head.SCALED, false)
                .withGain(0.02)
                .withTensorScale(true);
        Problem problem = new Problem(
                new Optimizee.Layers(
                        samples.shape(),
                        List.of(new Layer.Dense(units), new Layer.Relu(), new Layer.Dense(1)),
                        Optimizee.Loss.BINARY_CROSS_ENTROPY),
                samples,
                1,
                new Teacher.Sgd(0.1),
                imitator,
                false);
        int all = 3 * problem.optimizee().coordinates();
        for (Supplier<Device> opened : devices.all(48 << 10, Set.of())) {
            try (Kernels host = new CpuKernels(problem, SEED, 3, 1, 1, 2);
                    Kernels device = new CudaKernels(opened.get(), problem, SEED, 3, 1, 1)) {
                for (int sets : new int[] {1, 3}) {
                    float[][] found = new float[2][];
                    for (Kernels kernels : List.of(host, device)) {
                        Buffer phi = numbers(kernels, sets * imitator.weights());
                        phi.write(
                                imitator.tensorScaleOffset(),
                                new float[] {0, sets - 1}); // without exponents, or with one
                        Buffer scales = kernels.buffer(3);
                        scales.write(0, new float[] {0.1f, 3, 40});
                        Buffer update = numbers(kernels, all);
                        kernels.scaleTensors(phi, numbers(kernels, all), sets == 1 ? null : scales, update);
                        kernels.scaleTensors(phi, update, scales, update);
                        found[kernels == host ? 0 : 1] = update.read();
                    }
                    assertThat(found[1]).containsExactly(found[0]);
                    assertThat(Arrays.equals(found[0], numbers(host, all).read()))
                            .isEqualTo(sets == 1);
                }
            }
        }
    }
}
