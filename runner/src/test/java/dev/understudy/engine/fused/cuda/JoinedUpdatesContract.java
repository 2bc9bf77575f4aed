package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The joined kernels of {@link Variant#JOINED_UPDATES}: the same bits as the kernels that they replace. */
abstract class JoinedUpdatesContract {
    private static final int STEPS = 3;

    private final Devices devices;

    JoinedUpdatesContract(Devices devices) {
        this.devices = devices;
    }

    record Shape(int n, int replicas) {}

    static Stream<Shape> shapes() {
        return Stream.of(1, 3).flatMap(replicas -> Stream.of(1, 33, 207).map(n -> new Shape(n, replicas)));
    }

    static Problem problem() {
        Samples samples = new Samples.HalfPlane(0, 10);
        return new Problem(
                new Optimizee.Layers(samples.shape(), List.of(new Layer.Dense(1)), Optimizee.Loss.BINARY_CROSS_ENTROPY),
                samples,
                1,
                new Teacher.Sgd(0.1),
                Imitator.gated(2),
                false);
    }

    /** With the variant, on each device. */
    private Stream<Kernels> joined(Shape shape) {
        return devices.all(48 << 10, Set.of(Variant.JOINED_UPDATES)).stream()
                .map(device -> new CudaKernels(device.get(), problem(), 1, shape.replicas, 1, 1));
    }

    private static Kernels host(Shape shape) {
        return new CpuKernels(problem(), 1, shape.replicas, 1, 1, 1);
    }

    private static Buffer numbers(Kernels kernels, int stream, int n) {
        Buffer buffer = kernels.buffer(n);
        buffer.write(0, MetaStep.noise(stream, n));
        return buffer;
    }

    /** θ, the state and the updates after three steps. */
    private static List<float[]> taught(Kernels kernels, Shape shape, Teacher rule, int[] first, boolean rounded) {
        try (kernels) {
            int all = shape.n * shape.replicas;
            Buffer theta = numbers(kernels, 1, all);
            Buffer gradient = numbers(kernels, 2, STEPS * all);
            Buffer state = kernels.buffer(rule.states() * all);
            kernels.fill(state, 0, state.length(), (float) rule.initialState());
            Buffer update = kernels.buffer(STEPS * all);
            int[] done = Arrays.copyOf(first, shape.replicas);
            for (int t = 0; t < STEPS; t++) {
                kernels.teach(rule, done, gradient, state, update, t, theta, 0.999f, rounded);
                Arrays.setAll(done, r -> done[r] + 1);
            }
            return List.of(theta.read(), state.read(), update.read());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyRuleTeachesToTheBitAsItsTwoKernelsDo(Shape shape) {
        for (Teacher rule : CudaUpdatesContract.rules()) {
            for (int[] first : List.of(new int[] {0, 0, 0}, new int[] {4, 0, 11})) {
                for (boolean rounded : new boolean[] {false, true}) {
                    List<float[]> expected = taught(host(shape), shape, rule, first, rounded);
                    List<float[]> apart = taught(
                            new CudaKernels(devices.one(48 << 10), problem(), 1, shape.replicas, 1, 1),
                            shape,
                            rule,
                            first,
                            rounded);
                    Stream.concat(
                                    Stream.of(apart),
                                    joined(shape).map(kernels -> taught(kernels, shape, rule, first, rounded)))
                            .forEach(found -> {
                                for (int i = 0; i < expected.size(); i++) {
                                    assertThat(found.get(i)).as(rule.toString()).containsExactly(expected.get(i));
                                }
                            });
                }
            }
        }
    }

    /** Parts of several lengths and row lengths, one of them empty; more of them than one launch takes. */
    private static List<float[]> filled(Kernels kernels, Shape shape, boolean[] which) {
        try (kernels) {
            List<Kernels.Part> parts = new ArrayList<>();
            for (int k = 0; k < 7; k++) {
                int n = k % 2 == 0 ? shape.n : shape.n + 5;
                parts.add(new Kernels.Part(
                        numbers(kernels, k, (k == 3 ? 0 : 1 + k % 3) * shape.replicas * n), n, 0.5f * k));
            }
            kernels.fill(parts, which);
            return parts.stream().map(part -> part.buffer().read()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void manyPartsAreFilledAsOneByOne(Shape shape) {
        for (boolean[] three : List.of(
                new boolean[] {true, true, true},
                new boolean[] {false, true, true},
                new boolean[] {false, false, false},
                new boolean[] {true, false, true})) {
            boolean[] which = Arrays.copyOf(three, shape.replicas);
            List<float[]> expected = filled(host(shape), shape, which);
            joined(shape).map(kernels -> filled(kernels, shape, which)).forEach(found -> {
                for (int k = 0; k < expected.size(); k++) {
                    assertThat(found.get(k)).as("part " + k).containsExactly(expected.get(k));
                }
            });
        }
    }
}
