package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Clock;
import dev.understudy.engine.fused.kernel.HostImitator;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Features and heads against the Java twin. Tolerances: norm of the difference over norm. */
abstract class CudaHeadsContract {
    private final Devices devices;

    CudaHeadsContract(Devices devices) {
        this.devices = devices;
    }

    private static final Moments ADAM = new Moments(List.of(0.9), List.of(0.999), true, false, false, 0);
    private static final Moments ALL = new Moments(List.of(0.5, 0.9), List.of(0.99, 0.999), true, true, true, 0.95);
    private static final Moments BIASED = new Moments(List.of(0.5, 0.9, 0.99), List.of(0.99), false, true, false, 0.9);
    private static final Moments SUM = new Moments(List.of(), List.of(), true, false, true, 0);
    private static final Moments OWN = new Moments(List.of(), List.of(), false, false, false, 0.9);
    private static final Moments MANY =
            new Moments(List.of(0.1, 0.5, 0.9, 0.99), List.of(0.5, 0.9, 0.99, 0.999), true, true, true, 0.9);

    /** @param coordinates, or lanes of a sample, per replica */
    record Shape(Imitator imitator, int steps, int replicas, int coordinates, ImitationLoss loss) {
        UnrollForm unroll() {
            return UnrollForm.of(Devices.USUAL, imitator, steps, replicas, coordinates);
        }
    }

    private static Shape shape(
            List<Integer> hidden,
            Features features,
            Moments moments,
            Head head,
            boolean forced,
            int steps,
            int replicas,
            int coordinates) {
        return new Shape(
                new Imitator(hidden, features, moments, head, 0.3, 0, forced),
                steps,
                replicas,
                coordinates,
                ImitationLoss.HUBER);
    }

    private static Shape relative(Shape shape) {
        return new Shape(shape.imitator, shape.steps, shape.replicas, shape.coordinates, ImitationLoss.RELATIVE);
    }

    static Stream<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (Features features : Features.values()) {
            for (Head head : Head.values()) {
                List<Integer> none = List.of();
                shapes.add(shape(head == Head.CONSTANT ? none : List.of(5), features, ADAM, head, false, 5, 2, 33));
                shapes.add(shape(head == Head.CONSTANT ? none : List.of(3, 2), features, ALL, head, true, 4, 1, 207));
                shapes.add(relative(
                        shape(head == Head.CONSTANT ? none : List.of(2), features, BIASED, head, false, 6, 3, 65)));
            }
        }
        for (Moments moments : List.of(SUM, OWN, MANY, Moments.DEFAULTS)) {
            for (Head head : Head.values()) {
                shapes.add(shape(
                        head == Head.CONSTANT ? List.of() : List.of(4),
                        Features.MOMENTS,
                        moments,
                        head,
                        false,
                        3,
                        2,
                        70));
            }
        }
        for (Shape shape : List.of(
                shape(List.of(2), Features.GRADIENT, ADAM, Head.GATED, false, 5, 3, 65),
                shape(List.of(3), Features.GRADIENT, ADAM, Head.EXPONENTIAL, false, 3, 2, 33),
                shape(List.of(3, 2), Features.LOG_SIGN, ADAM, Head.SCALED, false, 4, 2, 70),
                shape(List.of(5), Features.LOG_GRADIENT, ADAM, Head.EXPONENTIAL, true, 4, 3, 65),
                shape(List.of(5), Features.LOG_GRADIENT, ADAM, Head.SCALED, false, 4, 1, 65),
                shape(List.of(4), Features.MOMENTS, ALL, Head.ZERO_OUT, false, 6, 2, 130))) {
            shapes.add(new Shape(
                    shape.imitator.withTime(true), shape.steps, shape.replicas, shape.coordinates, shape.loss));
        }
        shapes.add(shape(List.of(20), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, false, 7, 1, 130));
        shapes.add(shape(List.of(20, 20), Features.LOG_SIGN, ADAM, Head.SCALED, false, 5, 1, 64));
        shapes.add(shape(List.of(70), Features.MOMENTS, MANY, Head.ZERO_OUT, true, 2, 2, 63));
        shapes.add(shape(List.of(1), Features.MOMENTS, ADAM, Head.SCALED, false, 1, 1, 1));
        shapes.add(shape(List.of(), Features.MOMENTS, MANY, Head.CONSTANT, false, 1, 1, 3));
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void predictionsCarryLossAndGradientAreThoseOfTheHost(Shape s) {
        MetaStep m = MetaStep.of(s.imitator, s.steps, s.replicas, s.coordinates);
        MetaStep found = m.on(devices.one(), s.imitator, false, s.unroll(), s.replicas, s.loss);
        MetaStep expected = m.onHost(s.imitator, false, s.replicas, s.coordinates, s.loss);
        close("predicted", found.predicted(), expected.predicted(), rounding(s));
        close("h", found.h(), expected.h(), 1e-6);
        close("c", found.c(), expected.c(), 1e-6);
        close("update", found.update(), expected.update(), rounding(s));
        close("moments", found.moments(), expected.moments(), 1e-6);
        for (Imitator.Part part : s.imitator.layout()) {
            close(
                    part.name(),
                    range(found.metaGradient(), part),
                    range(expected.metaGradient(), part),
                    10 * rounding(s));
        }
        assertThat(found.loss()[0]).isCloseTo(expected.loss()[0], within((float) rounding(s) * expected.loss()[0]));
    }

    /** In an update: the rounding of an exponent is sixteen times as large in the power. */
    private static double rounding(Shape s) {
        return s.imitator.head() == Head.EXPONENTIAL ? 16e-6 : 1e-6;
    }

    private static float[] range(float[] phi, Imitator.Part part) {
        return Arrays.copyOfRange(phi, part.offset(), part.offset() + part.size());
    }

    private static void close(String what, float[] found, float[] expected, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow((double) found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(norm)
                .as(what)
                .satisfies(size -> assertThat(size > 0 || expected.length == 0).isTrue());
        assertThat(Math.sqrt(error))
                .as(what + ": norm of the difference")
                .isLessThanOrEqualTo(tolerance * Math.sqrt(norm));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theOrderOfThreadsChangesNoBit(Shape s) {
        MetaStep m = MetaStep.of(s.imitator, s.steps, s.replicas, s.coordinates);
        List<MetaStep> found = devices.all(Devices.USUAL, Set.of()).stream()
                .map(device -> m.on(device.get(), s.imitator, false, s.unroll(), s.replicas, s.loss))
                .toList();
        assertThat(found)
                .allSatisfy(
                        again -> assertThat(again).usingRecursiveComparison().isEqualTo(found.get(0)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void threeStepsOfALoopAreThoseOfTheHost(Shape s) {
        MetaStep m = MetaStep.of(s.imitator, 3, s.replicas, s.coordinates);
        MetaStep expected = m.copy();
        HostImitator host = new HostImitator(s.imitator, false, s.replicas, s.coordinates);
        try (Device device = devices.one()) {
            Kernels.Carry carry = m.carry(device);
            CudaBuffer phi = MetaStep.buffer(device, m.phi());
            CudaBuffer gradient = MetaStep.buffer(device, m.gradient());
            CudaBuffer predicted = MetaStep.buffer(device, m.predicted());
            CudaBuffer truth = MetaStep.buffer(device, m.truth());
            CudaImitatePass cuda = new CudaImitatePass(device, s.imitator.free(), false, 1, s.replicas, s.coordinates);
            Clock clock = HostImitator.clock(s.replicas);
            for (int t = 0; t < 3; t++) {
                cuda.step(phi, clock, gradient, t, t == 1 ? truth : null, carry, predicted);
                host.step(
                        m.phi(),
                        clock,
                        m.gradient(),
                        t,
                        t == 1 ? m.truth() : null,
                        expected.carry(),
                        expected.predicted());
                clock.advance(1);
                close("predicted", predicted.read(), expected.predicted(), rounding(s));
                close("h", carry.h().read(), expected.h(), 1e-6);
                close("update", carry.update().read(), expected.update(), rounding(s));
                close("moments", carry.moments().read(), expected.moments(), 1e-6);
            }
        }
    }

    static Stream<UnrollForm> formsOfThreeReplicas() {
        Imitator two = Imitator.gated(2);
        Imitator headed = shape(List.of(3), Features.MOMENTS, ALL, Head.ZERO_OUT, false, 1, 3, 70).imitator;
        return Stream.of(
                UnrollForm.of(Devices.USUAL, two, 1, 3, 70),
                UnrollForm.of(Devices.USUAL, Imitator.gated(4), 1, 3, 207),
                new TileUnroll(two, 1, 3, 70, 3, 96),
                new TileUnroll(headed, 1, 3, 70, 2, 96), // replicas go in groups, the second of one
                UnrollForm.of(
                        Devices.USUAL,
                        shape(List.of(5, 3), Features.LOG_GRADIENT, ADAM, Head.EXPONENTIAL, false, 1, 3, 65).imitator,
                        1,
                        3,
                        65),
                UnrollForm.of(
                        Devices.USUAL,
                        shape(List.of(), Features.MOMENTS, ALL, Head.CONSTANT, false, 1, 3, 65).imitator,
                        1,
                        3,
                        65));
    }

    @ParameterizedTest
    @MethodSource("formsOfThreeReplicas")
    void replicasWithWeightsOfTheirOwnStepAsEachAlone(UnrollForm form) {
        Imitator imitator =
                form instanceof TileUnroll tiles ? tiles.imitator() : Imitator.gated(((RegisterUnroll) form).cells());
        int coordinates =
                form instanceof TileUnroll tiles ? tiles.coordinates() : ((RegisterUnroll) form).coordinates();
        int w = imitator.weights();
        float[] phi = MetaStep.noise(9, 3 * w);
        float[] gradient = MetaStep.noise(1, 2 * 3 * coordinates);
        float[] together = stepped(imitator, form, 3, phi, gradient);
        float[] expected = new float[together.length];
        for (int r = 0; r < 3; r++) {
            float[] own = new float[2 * coordinates];
            System.arraycopy(gradient, r * coordinates, own, 0, coordinates);
            System.arraycopy(gradient, (3 + r) * coordinates, own, coordinates, coordinates);
            float[] alone = stepped(
                    imitator,
                    form instanceof TileUnroll
                            ? new TileUnroll(imitator, 1, 1, coordinates, 1, 96)
                            : UnrollForm.of(Devices.USUAL, imitator, 1, 1, coordinates),
                    1,
                    Arrays.copyOfRange(phi, r * w, (r + 1) * w),
                    own);
            System.arraycopy(alone, 0, expected, r * coordinates, coordinates);
            System.arraycopy(alone, coordinates, expected, (3 + r) * coordinates, coordinates);
        }
        assertThat(together).containsExactly(expected);
    }

    /** The updates of two steps. @param gradient [2][R][P] */
    private float[] stepped(Imitator imitator, UnrollForm form, int replicas, float[] phi, float[] gradient) {
        int all = gradient.length / 2;
        try (Device device = devices.one()) {
            CudaImitatePass cuda =
                    new CudaImitatePass(device, imitator, false, form, replicas, gradient.length / 2 / replicas);
            Kernels.Carry carry = new Kernels.Carry(
                    CudaBuffer.on(device, imitator.carried() * all),
                    CudaBuffer.on(device, imitator.carried() * all),
                    CudaBuffer.on(device, all),
                    CudaBuffer.on(device, imitator.states().size() * all));
            CudaBuffer predicted = CudaBuffer.on(device, all);
            float[] updates = new float[2 * all];
            for (int t = 0; t < 2; t++) {
                cuda.step(
                        MetaStep.buffer(device, phi),
                        null,
                        MetaStep.buffer(device, gradient),
                        t,
                        null,
                        carry,
                        predicted);
                System.arraycopy(predicted.read(), 0, updates, t * all, all);
            }
            return updates;
        }
    }

    /** Fewer replicas fit into the scratch than there are. */
    @Test
    void groupsOfReplicasAndSlicesAddUp() {
        for (Imitator imitator : List.of(
                shape(List.of(3), Features.MOMENTS, ALL, Head.ZERO_OUT, false, 2, 5, 65).imitator, Imitator.gated(2))) {
            MetaStep m = MetaStep.of(imitator, 2, 5, 65);
            MetaStep found = m.on(
                    devices.one(), imitator, false, new TileUnroll(imitator, 2, 5, 65, 2, 32), 5, ImitationLoss.HUBER);
            MetaStep expected = m.onHost(imitator, false, 5, 65, ImitationLoss.HUBER);
            close("predicted", found.predicted(), expected.predicted(), 1e-6);
            close("metaGradient", found.metaGradient(), expected.metaGradient(), 1e-5);
        }
    }

    @Test
    void theFewCellsOfTheSourceHaveKernelsOfTheirOwn() {
        assertThat(UnrollForm.of(Devices.USUAL, Imitator.gated(2), 5, 1, 100)).isInstanceOf(RegisterUnroll.class);
        assertThat(UnrollForm.of(
                        Devices.USUAL, new Imitator(List.of(2), Features.LOG_SIGN, Head.GATED, false), 5, 1, 100))
                .isInstanceOf(TileUnroll.class);
    }
}
