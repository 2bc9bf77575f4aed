package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step between copies has the bits of a step of the processor. */
class HostStepTest {
    private static final int STEPS = 3;
    private static final float UNTOUCHED = 77f;

    static List<Imitator> imitators() {
        Moments all = new Moments(List.of(0.9, 0.5), List.of(0.99), true, true, true, 0.9);
        return List.of(
                Imitator.gated(2),
                new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true),
                new Imitator(List.of(1), Imitator.Features.LOG_SIGN, Imitator.Head.SCALED, false),
                new Imitator(List.of(4), Imitator.Features.LOG_GRADIENT, Imitator.Head.EXPONENTIAL, false),
                new Imitator(List.of(5, 3), Imitator.Features.MOMENTS, all, Imitator.Head.ZERO_OUT, 0.01, 0, false),
                new Imitator(List.of(), Imitator.Features.MOMENTS, all, Imitator.Head.CONSTANT, 0.01, 0, false),
                Imitator.gated(2).withTime(true),
                new Imitator(List.of(5), Imitator.Features.MOMENTS, all, Imitator.Head.ZERO_OUT, 0.01, 0, false)
                        .withTime(true));
    }

    private static float[] numbers(int seed, int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = Philox.uniform(Philox.word(seed, 1, 0, 0, i)) - 0.5f;
        }
        return numbers;
    }

    /** Outside the heap, as ND4J's are, and with something behind the end. */
    private static FloatBuffer buffer(int n) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES * (n + 1))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(n, UNTOUCHED);
        return buffer;
    }

    private static float[] read(FloatBuffer buffer, int from, int n) {
        float[] values = new float[n];
        buffer.get(from, values);
        return values;
    }

    @ParameterizedTest
    @MethodSource("imitators")
    void everyBitIsThatOfTheProcessorsOwnStep(Imitator imitator) {
        for (int n : new int[] {1, 3, 31, 33, 207, 1_000, 1_111}) {
            float[] phi = numbers(5, imitator.weights());
            float[] h = new float[imitator.carried() * n];
            float[] c = new float[imitator.carried() * n];
            float[] update = new float[n];
            float[] moments = new float[imitator.states().size() * n];
            Kernels.Carry carry = new Kernels.Carry(
                    new CpuBuffer(h), new CpuBuffer(c), new CpuBuffer(update), new CpuBuffer(moments));
            float[] predicted = new float[n];
            ImitatePass pass = new ImitatePass(imitator.free(), false, 1, 1, n, 2);
            int rows = HostStep.carried(imitator);
            FloatBuffer gradients = buffer(n);
            FloatBuffer carries = buffer(rows * n);
            HostStep step = new HostStep(imitator, phi, n, 2); // the last step is after the planned horizon
            Clock clock = new Clock(1);
            clock.set(0, 0, 0, 2);
            try (WorkerPool pool = new WorkerPool(2)) {
                for (int t = 0; t < STEPS; t++) {
                    float[] gradient = numbers(10 + t, n);
                    pass.step(pool, phi, clock, gradient, 0, null, carry, predicted);
                    gradients.put(0, gradient);
                    step.run(gradients, carries, n, 0, n, t);
                    clock.advance(1);
                    for (int p = 0; p < n; p++) {
                        assertThat(gradients.get(p)).isEqualTo(-predicted[p]);
                    }
                }
            }
            assertThat(read(carries, 0, h.length)).containsExactly(h);
            assertThat(read(carries, h.length, c.length)).containsExactly(c);
            assertThat(read(carries, 2 * h.length, n)).containsExactly(update);
            assertThat(read(carries, 2 * h.length + n, moments.length)).containsExactly(moments);
            assertThat(gradients.get(n)).isEqualTo(UNTOUCHED);
            assertThat(carries.get(rows * n)).isEqualTo(UNTOUCHED);
            assertThat(gradients.position() + carries.position()).isZero();
        }
    }

    /** By a step with scratch for fewer coordinates, and in parts, one of which begins with numbers left by another. */
    @Test
    void aPartOfTheCoordinatesIsSteppedAloneAndTheOthersStay() {
        Imitator imitator = imitators().get(3);
        float[] phi = numbers(5, imitator.weights());
        int n = 1_500;
        int rows = HostStep.carried(imitator);
        FloatBuffer whole = buffer(n);
        FloatBuffer wholeCarries = buffer(rows * n);
        FloatBuffer parts = buffer(n);
        FloatBuffer partCarries = buffer(rows * n);
        HostStep one = new HostStep(imitator, phi, n);
        HostStep other = new HostStep(imitator, phi, 40);
        for (int t = 0; t < STEPS; t++) {
            float[] gradient = numbers(10 + t, n);
            whole.put(0, gradient);
            one.run(whole, wholeCarries, n, 0, n, t);
            parts.put(0, gradient);
            float[] before = read(partCarries, 0, rows * n);
            other.run(parts, partCarries, n, 700, 1_203, t);
            for (int p = 0; p < n; p++) {
                boolean stepped = p >= 700 && p < 1_203;
                assertThat(parts.get(p)).isEqualTo(stepped ? whole.get(p) : gradient[p]);
                for (int row = 0; row < rows && !stepped; row++) {
                    assertThat(partCarries.get(row * n + p)).isEqualTo(before[row * n + p]);
                }
            }
            other.run(parts, partCarries, n, 0, 700, t);
            other.run(parts, partCarries, n, 1_203, n, t);
        }
        assertThat(read(parts, 0, n)).containsExactly(read(whole, 0, n));
        assertThat(read(partCarries, 0, rows * n)).containsExactly(read(wholeCarries, 0, rows * n));
    }

    @Test
    void weightsAreCopiedAndCounted() {
        Imitator imitator = Imitator.gated(2);
        float[] phi = numbers(5, imitator.weights());
        HostStep step = new HostStep(imitator, phi, 4);
        FloatBuffer gradients = buffer(4);
        FloatBuffer carries = buffer(4 * HostStep.carried(imitator));
        gradients.put(0, new float[] {1, 2, 3, 4});
        new HostStep(imitator, phi.clone(), 4).run(gradients, carries, 4, 0, 4, 0);
        float[] expected = read(gradients, 0, 4);
        Arrays.fill(phi, 0f);
        gradients.put(0, new float[] {1, 2, 3, 4});
        step.run(gradients, buffer(4 * HostStep.carried(imitator)), 4, 0, 4, 0);
        assertThat(read(gradients, 0, 4)).containsExactly(expected);
        assertThatThrownBy(() -> new HostStep(imitator, new float[3], 4))
                .hasMessageContaining("3 weights; expected 40");
        Imitator timed = imitator.withTime(true);
        assertThatThrownBy(() -> new HostStep(timed, timed.initialWeights(1), 4))
                .hasMessage("horizon is 0; expected 1 or more: the imitator reads its progress");
    }

    @Test
    void whatGradientsAloneDoNotTellIsRefused() {
        Imitator imitator =
                new Imitator(List.of(3), Imitator.Features.LOG_SIGN, Imitator.Head.SCALED, false).withTensorScale(true);
        assertThatThrownBy(() -> new HostStep(imitator, new float[imitator.weights()], 5))
                .hasMessageStartingWith("imitator.tensorScale is true; expected false: gradients alone");
    }
}
