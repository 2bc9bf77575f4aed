package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.EveryTeacher;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pointwise kernels against their Java twins, one lambda on both. */
abstract class CudaUpdatesContract {
    private final Devices devices;

    CudaUpdatesContract(Devices devices) {
        this.devices = devices;
    }

    private static final int[] SIZES = {1, 3, 31, 32, 33, 207, 1000};

    record Shape(int n, int replicas) {}

    static Stream<Shape> shapes() {
        return Stream.of(1, 3).flatMap(replicas -> Arrays.stream(SIZES).mapToObj(n -> new Shape(n, replicas)));
    }

    static List<Teacher> rules() {
        return EveryTeacher.FORMS;
    }

    private interface Work {
        float[] on(Kernels kernels);
    }

    private static float[] host(Shape shape, Work work) {
        try (Kernels kernels = new CpuKernels(problem(), 1, shape.replicas, 1, 1, 1)) {
            return work.on(kernels);
        }
    }

    /** On each device. */
    private List<float[]> there(Shape shape, Work work) {
        return devices.all(48 << 10, Set.of()).stream()
                .map(device -> {
                    try (Kernels kernels = new CudaKernels(device.get(), problem(), 1, shape.replicas, 1, 1)) {
                        return work.on(kernels);
                    }
                })
                .toList();
    }

    private static Problem problem() {
        Samples samples = new Samples.HalfPlane(0, 10);
        return new Problem(
                new Optimizee.Layers(samples.shape(), List.of(new Layer.Dense(1)), Optimizee.Loss.BINARY_CROSS_ENTROPY),
                samples,
                1,
                new Teacher.Sgd(0.1),
                Imitator.gated(2),
                false);
    }

    /** About one, with some zeros and some of the size of a dead unit's gradient. */
    private static float[] numbers(int n, int stream) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            float u = 2 * Philox.uniform(Philox.word(7, stream, 0, 0, i)) - 1;
            numbers[i] = i % 5 == 3 ? 0 : i % 7 == 4 ? u * 1e-20f : u;
        }
        return numbers;
    }

    private static Buffer buffer(Kernels kernels, float[] values) {
        Buffer buffer = kernels.buffer(values.length);
        buffer.write(0, values);
        return buffer;
    }

    private static float[] joined(Buffer... buffers) {
        float[][] all = Stream.of(buffers).map(Buffer::read).toArray(float[][]::new);
        float[] joined = new float[Stream.of(all).mapToInt(a -> a.length).sum()];
        int at = 0;
        for (float[] a : all) {
            System.arraycopy(a, 0, joined, at, a.length);
            at += a.length;
        }
        return joined;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyRuleGivesTheBitsOfItsTwinWithAllReplicasAtOneStepOrNot(Shape shape) {
        for (Teacher rule : rules()) {
            for (int[] first : List.of(new int[] {0, 0, 0}, new int[] {4, 0, 11})) {
                sameBits(rule.toString(), shape, kernels -> {
                    int all = shape.n * shape.replicas;
                    Buffer gradient = buffer(kernels, numbers(3 * all, 1));
                    Buffer state = kernels.buffer(rule.states() * all);
                    kernels.fill(state, 0, state.length(), (float) rule.initialState());
                    Buffer update = kernels.buffer(3 * all);
                    int[] done = Arrays.copyOf(first, shape.replicas);
                    for (int t = 0; t < 3; t++) {
                        kernels.teacherUpdate(rule, done, gradient, state, update, t, shape.n);
                        for (int r = 0; r < done.length; r++) {
                            done[r]++;
                        }
                    }
                    return joined(state, update);
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void applyingAndFillingGiveTheBitsOfTheirTwins(Shape shape) {
        int all = shape.n * shape.replicas;
        for (boolean rounded : new boolean[] {false, true}) {
            sameBits("apply", shape, kernels -> {
                Buffer theta = buffer(kernels, numbers(all, 2));
                Buffer update = buffer(kernels, numbers(2 * all, 3));
                Buffer sum = buffer(kernels, numbers(all, 4));
                kernels.apply(theta, update, 1, 0.999f, rounded);
                kernels.accumulate(theta, sum);
                return joined(theta, update, sum);
            });
        }
        for (boolean[] which : List.of(
                new boolean[] {true, true, true},
                new boolean[] {false, true, true},
                new boolean[] {false, false, false},
                new boolean[] {true, false, true})) {
            sameBits("fill", shape, kernels -> {
                Buffer rows = buffer(kernels, numbers(2 * all, 5));
                kernels.fill(rows, shape.n, Arrays.copyOf(which, shape.replicas), 0.25f);
                kernels.fill(rows, shape.n / 2, shape.n / 3, -1f);
                return rows.read();
            });
        }
    }

    /** The two losses of a meta-step's log line: over the replicas, at its first step and at its last. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 64, 128, 511})
    void theMeansOfTheFirstRowAndTheLastAreThoseOfTheirTwinInEveryOrder(int replicas) {
        float[] losses = MetaStep.noise(11, 3 * replicas);
        for (int i = 0; i < losses.length; i++) {
            losses[i] = 2 + losses[i] + i % 7; // no pattern that a wrong row or a lost value could hide behind
        }
        Work work = kernels -> {
            Buffer values = buffer(kernels, losses);
            Buffer first = kernels.buffer(3);
            Buffer last = kernels.buffer(3);
            kernels.means(values, replicas, first, last, 1);
            return joined(first, last);
        };
        float[] expected = host(new Shape(1, replicas), work);
        List<float[]> found = there(new Shape(1, replicas), work);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found.get(0)[i]).isEqualTo(expected[i], within(replicas == 1 ? 0 : 1e-6f * expected[i]));
        }
        assertThat(found).allSatisfy(again -> assertThat(again).containsExactly(found.get(0)));
    }

    private void sameBits(String what, Shape shape, Work work) {
        float[] expected = host(shape, work);
        assertThat(there(shape, work))
                .as(what)
                .allSatisfy(found -> assertThat(found).containsExactly(expected));
    }

    @Test
    void theSumsOfAgreementAreThoseOfTheirTwinInEveryOrder() {
        for (int n : new int[] {1, 3, 31, 127, 128, 129, 1000, 1024, 1025, 5000}) {
            Work work = kernels -> {
                Buffer sums = kernels.buffer(12);
                Buffer q = buffer(kernels, numbers(n, 7));
                Buffer u = buffer(kernels, numbers(n, 8));
                kernels.agreement(q, u, sums, 6);
                kernels.agreement(q, u, sums, 0);
                return sums.read();
            };
            float[] expected = host(new Shape(n, 1), work);
            List<float[]> found = there(new Shape(n, 1), work);
            float[] once = found.get(0);
            for (int i = 0; i < 12; i++) {
                assertThat(once[i])
                        .as("sum " + i + " of " + n)
                        .isEqualTo(expected[i], within(1e-6f * (1e-6f + Math.abs(expected[5]))));
            }
            assertThat(found).allSatisfy(again -> assertThat(again).containsExactly(once));
        }
    }

    @Test
    void theSumsOfAgreementOfEachReplicaAreThoseOfTheReplicaAlone() {
        for (int n : new int[] {1, 31, 129, 1025}) {
            int replicas = 3;
            float[] q = numbers(replicas * n, 7);
            float[] u = numbers(replicas * n, 8);
            Work together = kernels -> {
                Buffer sums = kernels.buffer(1 + 6 * replicas);
                kernels.agreement(buffer(kernels, q), buffer(kernels, u), replicas, sums, 1);
                return sums.read();
            };
            Work alone = kernels -> {
                Buffer sums = kernels.buffer(1 + 6 * replicas);
                for (int r = 0; r < replicas; r++) {
                    Buffer own = buffer(kernels, Arrays.copyOfRange(q, r * n, (r + 1) * n));
                    Buffer truth = buffer(kernels, Arrays.copyOfRange(u, r * n, (r + 1) * n));
                    kernels.agreement(own, truth, sums, 1 + 6 * r);
                }
                return sums.read();
            };
            assertThat(host(new Shape(n, replicas), together)).containsExactly(host(new Shape(n, replicas), alone));
            float[] expected = there(new Shape(n, replicas), alone).get(0);
            assertThat(there(new Shape(n, replicas), together))
                    .allSatisfy(found -> assertThat(found).containsExactly(expected));
        }
    }
}
