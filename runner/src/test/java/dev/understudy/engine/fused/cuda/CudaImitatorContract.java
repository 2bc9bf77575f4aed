package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Golden;
import dev.understudy.engine.fused.kernel.HostImitator;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.Safetensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The imitator's kernels against the Java twin. Tolerances: norm of the difference over norm. */
abstract class CudaImitatorContract {
    /** Room for the long tape at T 20; the usual comes from {@link Devices}. */
    private static final int ROOMY = 1 << 20;

    private static final int USUAL = Devices.USUAL;

    private final Devices devices;
    private final double small;

    CudaImitatorContract(Devices devices) {
        this(devices, 0);
    }

    /** @param small tolerance of one layer of 2 to 4 cells, up to the update: it adds in Java's order, so none is needed without fused multiply-add */
    CudaImitatorContract(Devices devices, double small) {
        this.devices = devices;
        this.small = small;
    }

    static Imitator imitator(String hidden, boolean forced) {
        return new Imitator(
                Stream.of(hidden.split("-")).map(Integer::valueOf).toList(),
                Imitator.Features.GRADIENT,
                Imitator.Head.GATED,
                forced);
    }

    private void close(Imitator imitator, MetaStep found, MetaStep expected) {
        same(imitator, "predicted", found.predicted(), expected.predicted());
        same(imitator, "h", found.h(), expected.h());
        same(imitator, "c", found.c(), expected.c());
        same(imitator, "update", found.update(), expected.update());
        close("metaGradient", found.metaGradient(), expected.metaGradient(), 1e-5);
        assertThat(found.loss()[0]).isCloseTo(expected.loss()[0], within(1e-6f * expected.loss()[0]));
    }

    /** Matrix products fuse. */
    private void same(Imitator imitator, String what, float[] found, float[] expected) {
        close(
                what,
                found,
                expected,
                imitator.hidden().size() == 1 && imitator.hidden().get(0) <= 4 ? small : 1e-6);
    }

    private static void close(String what, float[] found, float[] expected, double tolerance) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow((double) found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(found).hasSameSizeAs(expected);
        assertThat(norm).as(what).isPositive();
        assertThat(Math.sqrt(error))
                .as(what + ": norm of the difference")
                .isLessThanOrEqualTo(tolerance * Math.sqrt(norm));
    }

    @ParameterizedTest(name = "hidden {0}, T {1}, R {2}, P {3}, {4}, forced {5}, as the source {6}")
    @CsvSource({
        "2, 5, 1, 1000, RELATIVE, false, false",
        "2, 20, 3, 207, HUBER, true, false",
        "2, 1, 3, 33, RELATIVE, true, true",
        "2, 60, 1, 31, HUBER, false, true",
        "2, 150, 1, 65, RELATIVE, true, true",
        "2, 5, 3, 1, HUBER, false, false",
        "2, 5, 1, 3, RELATIVE, true, false",
        "3, 5, 3, 207, RELATIVE, false, false",
        "3, 20, 1, 32, HUBER, true, true",
        "3, 1, 1, 1, HUBER, false, false",
        "4, 5, 3, 207, HUBER, false, false",
        "4, 20, 1, 33, RELATIVE, true, true",
        "4, 1, 1, 31, RELATIVE, false, false",
        "5, 5, 3, 207, RELATIVE, false, false",
        "5, 20, 1, 33, HUBER, true, true",
        "5, 1, 1, 1, HUBER, true, false",
        "20, 5, 1, 207, RELATIVE, false, false",
        "20, 20, 1, 32, HUBER, true, false",
        "33, 5, 3, 31, HUBER, false, false",
        "33, 1, 1, 1000, RELATIVE, true, true",
        "3-2, 5, 3, 207, RELATIVE, false, false",
        "3-2, 20, 1, 3, HUBER, true, true",
        "1-2, 5, 1, 65, HUBER, false, false",
        "5-3-2, 5, 1, 207, HUBER, false, false",
        "5-3-2, 20, 3, 33, RELATIVE, true, false",
        "20-20, 5, 1, 33, RELATIVE, false, false",
        "20-20, 1, 3, 31, HUBER, true, true"
    })
    void predictionsCarryLossAndGradientAreThoseOfTheHost(
            String hidden,
            int steps,
            int replicas,
            int coordinates,
            ImitationLoss loss,
            boolean forced,
            boolean sourceFaithful) {
        Imitator imitator = imitator(hidden, forced);
        MetaStep m = MetaStep.of(imitator, steps, replicas, coordinates);
        MetaStep found = m.on(
                devices.one(),
                imitator,
                sourceFaithful,
                UnrollForm.of(USUAL, imitator, steps, replicas, coordinates),
                replicas,
                loss);
        close(imitator, found, m.onHost(imitator, sourceFaithful, replicas, coordinates, loss));
    }

    @ParameterizedTest
    @CsvSource({"5-3, 2, 2, 65, true", "20, 3, 1, 65, false"})
    void theOrderOfThreadsChangesNoBit(String hidden, int steps, int replicas, int coordinates, boolean forced) {
        Imitator imitator = imitator(hidden, forced);
        MetaStep m = MetaStep.of(imitator, steps, replicas, coordinates);
        allTheSame(
                everywhere(m, imitator, forced, UnrollForm.of(USUAL, imitator, steps, replicas, coordinates), replicas)
                        .toList());
    }

    /**
     * In shared memory or not, kept or computed again: the tape's form changes no bit, and neither does the order of threads. If the
     * compiler may fuse, it may do so differently in each form, and bits are compared within each form alone.
     */
    @ParameterizedTest
    @CsvSource({"2, 5, 1, 130, false", "3, 20, 2, 33, true", "4, 5, 2, 65, false"})
    void everyFormOfTheTapeGivesTheSameBits(int cells, int steps, int replicas, int coordinates, boolean forced) {
        Imitator imitator = imitator(String.valueOf(cells), forced);
        MetaStep m = MetaStep.of(imitator, steps, replicas, coordinates);
        int room;
        try (Device device = devices.one(ROOMY)) {
            room = device.sharedBytes();
        }
        List<RegisterUnroll> forms = Stream.of("long", "short", "global")
                .map(form -> new RegisterUnroll(cells, form, steps, replicas, coordinates, 1))
                .filter(unroll -> unroll.sharedBytes() <= room)
                .toList();
        assertThat(forms).as("forms that fit").hasSizeGreaterThan(1);
        List<MetaStep> first = new ArrayList<>();
        for (RegisterUnroll form : forms) {
            List<MetaStep> found =
                    everywhere(m, imitator, forced, form, replicas).toList();
            allTheSame(found);
            first.add(found.get(0));
        }
        if (small == 0) {
            allTheSame(first);
        } else {
            first.forEach(one -> close(imitator, one, first.get(0)));
        }
    }

    private Stream<MetaStep> everywhere(
            MetaStep m, Imitator imitator, boolean sourceFaithful, UnrollForm unroll, int replicas) {
        return devices.all(ROOMY, Set.of()).stream()
                .map(device -> m.on(device.get(), imitator, sourceFaithful, unroll, replicas, ImitationLoss.RELATIVE));
    }

    private static void allTheSame(List<MetaStep> found) {
        assertThat(found)
                .allSatisfy(one -> assertThat(one).usingRecursiveComparison().isEqualTo(found.get(0)));
    }

    /** More replicas than blocks are wanted for, and than fit into the scratch at a time. */
    @Test
    void blocksOfSeveralTilesAndGroupsOfReplicasAddUp() {
        Imitator two = imitator("2", false);
        MetaStep m = MetaStep.of(two, 1, 2, 207);
        MetaStep expected = m.onHost(two, false, 2, 207, ImitationLoss.RELATIVE);
        for (int tiles = 2; tiles <= 5; tiles++) {
            close(
                    two,
                    m.on(
                            devices.one(),
                            two,
                            false,
                            new RegisterUnroll(2, "long", 1, 2, 207, tiles),
                            2,
                            ImitationLoss.RELATIVE),
                    expected);
        }
        Imitator five = imitator("5", false);
        MetaStep n = MetaStep.of(five, 2, 5, 65);
        close(
                five,
                n.on(devices.one(), five, false, new TileUnroll(five, 2, 5, 65, 2, 32), 5, ImitationLoss.RELATIVE),
                n.onHost(five, false, 5, 65, ImitationLoss.RELATIVE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "4", "5", "3-2"})
    void aLossOfZeroHasNoGradient(String hidden) {
        Imitator imitator = imitator(hidden, false);
        MetaStep m = MetaStep.of(imitator, 5, 2, 33);
        MetaStep first = m.on(
                devices.one(), imitator, false, UnrollForm.of(USUAL, imitator, 5, 2, 33), 2, ImitationLoss.RELATIVE);
        MetaStep copied = new MetaStep(
                m.phi(),
                m.gradient(),
                first.predicted(),
                m.h(),
                m.c(),
                m.update(),
                m.moments(),
                m.predicted(),
                m.metaGradient(),
                m.loss());
        for (ImitationLoss loss : ImitationLoss.values()) {
            MetaStep again =
                    copied.on(devices.one(), imitator, false, UnrollForm.of(USUAL, imitator, 5, 2, 33), 2, loss);
            assertThat(again.loss()).containsExactly(0f);
            assertThat(again.metaGradient()).containsOnly(0f);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, false, false",
        "2, true, true",
        "3, true, false",
        "4, false, true",
        "5, true, true",
        "3-2, false, false",
        "20-20, true, false"
    })
    void threeStepsOfALoopAreThoseOfTheHost(String hidden, boolean teacherForcing, boolean sourceFaithful) {
        Imitator imitator = imitator(hidden, teacherForcing);
        int replicas = 3;
        int coordinates = 207;
        MetaStep m = MetaStep.of(imitator, 1, replicas, coordinates);
        MetaStep expected = m.copy();
        HostImitator host = new HostImitator(imitator, sourceFaithful, replicas, coordinates);
        try (Device device = devices.one()) {
            Kernels.Carry carry = m.carry(device);
            CudaBuffer phi = MetaStep.buffer(device, m.phi());
            CudaBuffer gradient = MetaStep.buffer(device, m.gradient());
            CudaBuffer predicted = MetaStep.buffer(device, m.predicted());
            CudaBuffer truth = MetaStep.buffer(device, m.truth());
            CudaImitatePass cuda = new CudaImitatePass(device, imitator, sourceFaithful, 4, replicas, coordinates);
            for (int t = 0; t < 3; t++) {
                cuda.step(phi, null, gradient, 0, t == 1 ? truth : null, carry, predicted);
                host.step(
                        m.phi(),
                        null,
                        m.gradient(),
                        0,
                        t == 1 ? m.truth() : null,
                        expected.carry(),
                        expected.predicted());
                same(imitator, "predicted", predicted.read(), expected.predicted());
                same(imitator, "h", carry.h().read(), expected.h());
                same(imitator, "c", carry.c().read(), expected.c());
                same(imitator, "update", carry.update().read(), expected.update());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"lstm_h2_t5, false", "lstm_h2_t5, true", "lstm_h20_t20, false", "lstm_h20_t20, true"})
    void anUnrollIsThatOfPyTorch(String name, boolean forced) {
        Safetensors file = Golden.read(name);
        int coordinates = file.shape("gradient")[0];
        int steps = file.shape("gradient")[1];
        int hidden = file.shape("lstm.weight_hh")[1];
        String kind = forced ? "forced" : "free";
        Imitator imitator = imitator(String.valueOf(hidden), forced);
        MetaStep m = new MetaStep(
                phi(imitator, file, "lstm."),
                timeFirst(file, "gradient"),
                timeFirst(file, "truth"),
                new float[hidden * coordinates],
                new float[hidden * coordinates],
                new float[coordinates],
                new float[0],
                new float[steps * coordinates],
                new float[imitator.weights()],
                new float[1]);
        MetaStep found = m.on(
                devices.one(),
                imitator,
                false,
                UnrollForm.of(USUAL, imitator, steps, 1, coordinates),
                1,
                ImitationLoss.RELATIVE);
        close("predicted", found.predicted(), timeFirst(file, kind + ".update"), 1e-5);
        close("metaGradient", found.metaGradient(), phi(imitator, file, kind + ".grad."), 1e-5);
        assertThat(found.loss()[0])
                .isCloseTo(file.floats(kind + ".loss")[0], within(1e-5f * file.floats(kind + ".loss")[0]));
    }

    private static float[] phi(Imitator imitator, Safetensors file, String prefix) {
        float[] phi = new float[imitator.weights()];
        for (Imitator.Part part : imitator.layout()) {
            System.arraycopy(file.floats(prefix + part.name().replace("_l0", "")), 0, phi, part.offset(), part.size());
        }
        return phi;
    }

    /** [P][T] as [T][P]. */
    private static float[] timeFirst(Safetensors file, String name) {
        float[] a = file.floats(name);
        int steps = file.shape(name)[1];
        float[] b = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i % steps * (a.length / steps) + i / steps] = a[i];
        }
        return b;
    }
}
