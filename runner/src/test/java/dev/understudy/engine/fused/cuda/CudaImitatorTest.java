package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.fused.kernel.HostImitator;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Philox;
import dev.understudy.run.Safetensors;
import dev.understudy.run.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The imitator's kernels, emulated, against the Java twin. Tolerances: norm of the difference over norm. */
class CudaImitatorTest {
    private static final float FLOOR = 0.05f;
    /** Room for the long tape at T 20, as on no GPU; the usual; barely any. All must give the same bits. */
    private static final int ROOMY = 1 << 20;
    private static final int USUAL = 99 << 10;
    private static final int NARROW = 48 << 10;

    /** Inputs of a meta-step, all of ordinary size, and what becomes of them. */
    private record Meta(float[] phi, float[] gradient, float[] truth, float[] h, float[] c, float[] update, float[] predicted, float[] metaGradient, float[] loss) {
        static Meta of(Imitator imitator, int steps, int replicas, int coordinates) {
            int lanes = replicas * coordinates;
            float[] truth = noise(2, steps * lanes);
            for (int i = 0; i < truth.length; i++) {
                truth[i] += Math.signum(truth[i]) * 0.3f; // the relative loss is singular near zero
            }
            return new Meta(imitator.initialWeights(7), noise(1, steps * lanes), truth, noise(3, imitator.carried() * lanes), noise(4, imitator.carried() * lanes),
                    noise(5, lanes), new float[steps * lanes], new float[imitator.weights()], new float[1]);
        }

        Meta copy() {
            return new Meta(phi, gradient, truth, h.clone(), c.clone(), update.clone(), predicted.clone(), metaGradient.clone(), loss.clone());
        }
    }

    private static float[] noise(int stream, int n) {
        int[] words = new int[n];
        Philox.words(99, stream, 0, 0, 0, n, words);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * Philox.uniform(words[i]) - 1;
        }
        return values;
    }

    private static Imitator imitator(String hidden, boolean forced) {
        return new Imitator(Stream.of(hidden.split("-")).map(Integer::valueOf).toList(), Imitator.Features.GRADIENT, Imitator.Head.GATED, forced);
    }

    private static CudaBuffer on(Device device, float[] values) {
        CudaBuffer buffer = CudaBuffer.on(device, values.length);
        buffer.write(0, values);
        return buffer;
    }

    private static Meta emulated(Imitator imitator, boolean sourceFaithful, Meta m, int steps, int replicas, int coordinates, ImitationLoss loss, int order, int shared) {
        try (EmulatedDevice device = new EmulatedDevice(order, shared)) {
            Kernels.Carry carry = new Kernels.Carry(on(device, m.h), on(device, m.c), on(device, m.update));
            CudaBuffer predicted = on(device, m.predicted);
            CudaBuffer metaGradient = on(device, m.metaGradient);
            CudaBuffer value = CudaBuffer.on(device, 3);
            CudaImitator cuda = new CudaImitator(device, imitator, sourceFaithful, steps, replicas, coordinates);
            cuda.imitate(on(device, m.phi), on(device, m.gradient), on(device, m.truth), carry, loss, FLOOR, predicted, metaGradient, value, 1);
            assertThat(value.read()).startsWith(0f).endsWith(0f);
            return new Meta(m.phi, m.gradient, m.truth, carry.h().read(), carry.c().read(), carry.update().read(), predicted.read(), metaGradient.read(),
                    new float[] {value.read()[1]});
        }
    }

    private static Meta host(Imitator imitator, boolean sourceFaithful, Meta m, int replicas, int coordinates, ImitationLoss loss) {
        Meta to = m.copy();
        to.loss[0] = new HostImitator(imitator, sourceFaithful, replicas, coordinates).imitate(m.phi, m.gradient, m.truth, to.h, to.c, to.update, loss, FLOOR,
                to.predicted, to.metaGradient);
        return to;
    }

    /** One layer of 2 to 4 cells adds in Java's order, up to the update; matrix products fuse. */
    private static void close(Imitator imitator, Meta found, Meta expected) {
        boolean bits = imitator.hidden().size() == 1 && imitator.hidden().get(0) <= 4;
        double tolerance = bits ? 0 : 1e-6;
        close("predicted", found.predicted, expected.predicted, tolerance);
        close("h", found.h, expected.h, tolerance);
        close("c", found.c, expected.c, tolerance);
        close("update", found.update, expected.update, tolerance);
        close("metaGradient", found.metaGradient, expected.metaGradient, 1e-5);
        assertThat(found.loss[0]).isCloseTo(expected.loss[0], within(1e-6f * expected.loss[0]));
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
        assertThat(Math.sqrt(error)).as(what + ": norm of the difference").isLessThanOrEqualTo(tolerance * Math.sqrt(norm));
    }

    @ParameterizedTest(name = "hidden {0}, T {1}, R {2}, P {3}, {4}, forced {5}, as the source {6}")
    @CsvSource({
        "2, 5, 1, 1000, RELATIVE, false, false", "2, 20, 3, 207, HUBER, true, false", "2, 1, 3, 33, RELATIVE, true, true", "2, 60, 1, 31, HUBER, false, true",
        "2, 150, 1, 65, RELATIVE, true, true", "2, 5, 3, 1, HUBER, false, false", "2, 5, 1, 3, RELATIVE, true, false",
        "3, 5, 3, 207, RELATIVE, false, false", "3, 20, 1, 32, HUBER, true, true", "3, 1, 1, 1, HUBER, false, false",
        "4, 5, 3, 207, HUBER, false, false", "4, 20, 1, 33, RELATIVE, true, true", "4, 1, 1, 31, RELATIVE, false, false",
        "5, 5, 3, 207, RELATIVE, false, false", "5, 20, 1, 33, HUBER, true, true", "5, 1, 1, 1, HUBER, true, false",
        "20, 5, 1, 207, RELATIVE, false, false", "20, 20, 1, 32, HUBER, true, false", "33, 5, 3, 31, HUBER, false, false", "33, 1, 1, 1000, RELATIVE, true, true",
        "3-2, 5, 3, 207, RELATIVE, false, false", "3-2, 20, 1, 3, HUBER, true, true", "1-2, 5, 1, 65, HUBER, false, false",
        "5-3-2, 5, 1, 207, HUBER, false, false", "5-3-2, 20, 3, 33, RELATIVE, true, false",
        "20-20, 5, 1, 33, RELATIVE, false, false", "20-20, 1, 3, 31, HUBER, true, true"})
    void predictionsCarryLossAndGradientAreThoseOfTheHost(String hidden, int steps, int replicas, int coordinates, ImitationLoss loss, boolean forced, boolean sourceFaithful) {
        Imitator imitator = imitator(hidden, forced);
        Meta m = Meta.of(imitator, steps, replicas, coordinates);
        Meta found = emulated(imitator, sourceFaithful, m, steps, replicas, coordinates, loss, 0, USUAL);
        close(imitator, found, host(imitator, sourceFaithful, m, replicas, coordinates, loss));
    }

    @ParameterizedTest
    @CsvSource({"2, 5, 1, 130, false", "3, 20, 2, 33, true", "4, 5, 2, 65, false", "5-3, 2, 2, 65, true", "20, 3, 1, 65, false"})
    void neitherTheOrderOfThreadsNorTheRoomChangesABit(String hidden, int steps, int replicas, int coordinates, boolean forced) {
        Imitator imitator = imitator(hidden, forced);
        Meta m = Meta.of(imitator, steps, replicas, coordinates);
        Meta first = emulated(imitator, forced, m, steps, replicas, coordinates, ImitationLoss.RELATIVE, 0, USUAL);
        for (int order : new int[] {1, 77}) {
            assertThat(emulated(imitator, forced, m, steps, replicas, coordinates, ImitationLoss.RELATIVE, order, USUAL)).usingRecursiveComparison().isEqualTo(first);
        }
        for (int shared : new int[] {ROOMY, NARROW}) {
            assertThat(emulated(imitator, forced, m, steps, replicas, coordinates, ImitationLoss.RELATIVE, 0, shared)).usingRecursiveComparison().isEqualTo(first);
        }
    }

    /** Shared memory of the smallest GPUs, Ampere's and Hopper's; the tape of T 5 fits in all, that of T 200 in none. */
    @Test
    void theTapeTakesTheLongestFormThatLeavesRoom() {
        assertThat(Stream.of(64 << 10, 99 << 10, 227 << 10).map(shared -> RegisterUnroll.of(shared, 2, 5, 1, 21840).form())).containsOnly("long");
        assertThat(Stream.of(64 << 10, 99 << 10, 227 << 10).map(shared -> RegisterUnroll.of(shared, 2, 20, 1, 21840).form())).containsOnly("short");
        assertThat(Stream.of(64 << 10, 99 << 10, 227 << 10).map(shared -> RegisterUnroll.of(shared, 2, 200, 1, 21840).form())).containsOnly("global");
        assertThat(RegisterUnroll.of(99 << 10, 2, 5, 1, 21840).tiles()).isOne();
        assertThat(RegisterUnroll.of(99 << 10, 2, 5, 512, 21840).tiles()).isEqualTo(11);
    }

    /** More replicas than blocks are wanted for, and than fit into the scratch at a time. */
    @Test
    void blocksOfSeveralTilesAndGroupsOfReplicasAddUp() {
        Imitator two = imitator("2", false);
        Meta m = Meta.of(two, 1, 2, 207);
        Meta expected = host(two, false, m, 2, 207, ImitationLoss.RELATIVE);
        for (int tiles = 2; tiles <= 5; tiles++) {
            close(two, direct(new RegisterUnroll(2, "long", 1, 2, 207, tiles), two, m, 2), expected);
        }
        Imitator five = imitator("5", false);
        Meta n = Meta.of(five, 2, 5, 65);
        close(five, direct(new TileUnroll(five, 2, 5, 65, 2, 32), five, n, 5), host(five, false, n, 5, 65, ImitationLoss.RELATIVE));
        assertThat(TileUnroll.of(imitator("20", false), 5, 128, 21840).group()).isEqualTo(18);
    }

    private static Meta direct(Unroll unroll, Imitator imitator, Meta m, int replicas) {
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            Kernels.Carry carry = new Kernels.Carry(on(device, m.h), on(device, m.c), on(device, m.update));
            CudaBuffer predicted = on(device, m.predicted);
            CudaBuffer metaGradient = on(device, m.metaGradient);
            CudaBuffer value = CudaBuffer.on(device, 1);
            CudaImitator cuda = new CudaImitator(device, imitator, false, unroll, replicas, m.gradient.length / replicas);
            cuda.imitate(on(device, m.phi), on(device, m.gradient), on(device, m.truth), carry, ImitationLoss.RELATIVE, FLOOR, predicted, metaGradient, value, 0);
            return new Meta(m.phi, m.gradient, m.truth, carry.h().read(), carry.c().read(), carry.update().read(), predicted.read(), metaGradient.read(), value.read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "4", "5", "3-2"})
    void aLossOfZeroHasNoGradient(String hidden) {
        Imitator imitator = imitator(hidden, false);
        Meta m = Meta.of(imitator, 5, 2, 33);
        Meta first = emulated(imitator, false, m, 5, 2, 33, ImitationLoss.RELATIVE, 0, USUAL);
        Meta copied = new Meta(m.phi, m.gradient, first.predicted, m.h, m.c, m.update, m.predicted, m.metaGradient, m.loss);
        for (ImitationLoss loss : ImitationLoss.values()) {
            Meta again = emulated(imitator, false, copied, 5, 2, 33, loss, 0, USUAL);
            assertThat(again.loss).containsExactly(0f);
            assertThat(again.metaGradient).containsOnly(0f);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, false, false", "2, true, true", "3, true, false", "4, false, true", "5, true, true", "3-2, false, false", "20-20, true, false"})
    void threeStepsOfALoopAreThoseOfTheHost(String hidden, boolean supplyTruth, boolean sourceFaithful) {
        Imitator imitator = imitator(hidden, supplyTruth);
        int replicas = 3;
        int coordinates = 207;
        Meta m = Meta.of(imitator, 1, replicas, coordinates);
        Meta expected = m.copy();
        HostImitator host = new HostImitator(imitator, sourceFaithful, replicas, coordinates);
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            Kernels.Carry carry = new Kernels.Carry(on(device, m.h), on(device, m.c), on(device, m.update));
            CudaBuffer phi = on(device, m.phi);
            CudaBuffer gradient = on(device, m.gradient);
            CudaBuffer predicted = on(device, m.predicted);
            CudaBuffer truth = on(device, m.truth);
            CudaImitator cuda = new CudaImitator(device, imitator, sourceFaithful, 4, replicas, coordinates);
            for (int t = 0; t < 3; t++) {
                cuda.step(phi, gradient, t == 1 ? truth : null, carry, predicted);
                host.step(m.phi, m.gradient, t == 1 ? m.truth : null, expected.h, expected.c, expected.update, expected.predicted);
                Meta found = new Meta(m.phi, m.gradient, m.truth, carry.h().read(), carry.c().read(), carry.update().read(), predicted.read(), noise(6, 1), new float[1]);
                close(imitator, found, new Meta(m.phi, m.gradient, m.truth, expected.h, expected.c, expected.update, expected.predicted, noise(6, 1), new float[1]));
            }
        }
    }

    @Test
    void aMetaStepOfOneReplicaIsTwoLaunchesAndTakesTheBytesItSaid() {
        for (Imitator imitator : List.of(imitator("2", false), imitator("5-3", false))) {
            for (int replicas = 1; replicas <= 2; replicas++) {
                int lanes = replicas * 33;
                try (EmulatedDevice device = EmulatedDevice.usual()) {
                    CudaImitator cuda = new CudaImitator(device, imitator, false, 5, replicas, 33);
                    assertThat(device.allocated()).isEqualTo(CudaImitator.bytes(USUAL, imitator, 5, replicas, 33));
                    CudaBuffer many = CudaBuffer.on(device, 5 * lanes * 8);
                    cuda.imitate(many, many, many, new Kernels.Carry(CudaBuffer.on(device, 8 * lanes), CudaBuffer.on(device, 8 * lanes), CudaBuffer.on(device, lanes)),
                            ImitationLoss.HUBER, FLOOR, CudaBuffer.on(device, 5 * lanes), CudaBuffer.on(device, imitator.weights()), CudaBuffer.on(device, 1), 0);
                    assertThat(device.launches).isEqualTo(imitator.hidden().size() == 1 ? 1 + replicas : 3 + replicas);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"lstm_h2_t5, false", "lstm_h2_t5, true", "lstm_h20_t20, false", "lstm_h20_t20, true"})
    void anUnrollIsThatOfPyTorch(String name, boolean forced) {
        SafetensorsFile file = Safetensors.read(Path.of("runner/src/test/resources/golden", name + ".safetensors"));
        int coordinates = file.shape("gradient")[0];
        int steps = file.shape("gradient")[1];
        int hidden = file.shape("lstm.weight_hh")[1];
        String kind = forced ? "forced" : "free";
        Imitator imitator = imitator(String.valueOf(hidden), forced);
        Meta m = new Meta(phi(imitator, file, "lstm."), timeFirst(file, "gradient"), timeFirst(file, "truth"), new float[hidden * coordinates],
                new float[hidden * coordinates], new float[coordinates], new float[steps * coordinates], new float[imitator.weights()], new float[1]);
        Meta found = emulated(imitator, false, m, steps, 1, coordinates, ImitationLoss.RELATIVE, 0, USUAL);
        close("predicted", found.predicted, timeFirst(file, kind + ".update"), 1e-5);
        close("metaGradient", found.metaGradient, phi(imitator, file, kind + ".grad."), 1e-5);
        assertThat(found.loss[0]).isCloseTo(file.floats(kind + ".loss")[0], within(1e-5f * file.floats(kind + ".loss")[0]));
    }

    private static float[] phi(Imitator imitator, SafetensorsFile file, String prefix) {
        float[] phi = new float[imitator.weights()];
        for (Imitator.Part part : imitator.layout()) {
            System.arraycopy(file.floats(prefix + part.name().replace("_l0", "")), 0, phi, part.offset(), part.size());
        }
        return phi;
    }

    /** [P][T] as [T][P]. */
    private static float[] timeFirst(SafetensorsFile file, String name) {
        float[] a = file.floats(name);
        int steps = file.shape(name)[1];
        float[] b = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i % steps * (a.length / steps) + i / steps] = a[i];
        }
        return b;
    }
}
