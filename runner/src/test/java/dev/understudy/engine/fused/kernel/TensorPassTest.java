package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [I25] on tensors from one value to 38,700, against a direct computation in double. */
class TensorPassTest {
    private static final float GAIN = 0.02f;
    private static final int REPLICAS = 3;
    private static final Imitator IMITATOR = new Imitator(
                    List.of(3), Features.LOG_SIGN, Moments.DEFAULTS, Head.SCALED, GAIN, 0, false)
            .withTensorScale(true);
    private static final Problem PROBLEM = problem(129, 300, 1);
    private static final int[] BOUNDS = PROBLEM.layers().tensors();
    private static final int P = PROBLEM.optimizee().coordinates();

    private static Problem problem(int... units) {
        Samples samples = new Samples.HalfPlane(0, 10);
        List<Layer> layers =
                Arrays.stream(units).<Layer>mapToObj(Layer.Dense::new).toList();
        return new Problem(
                new Optimizee.Layers(samples.shape(), layers, Optimizee.Loss.BINARY_CROSS_ENTROPY),
                samples,
                1,
                new Teacher.Sgd(0.1),
                IMITATOR,
                false);
    }

    /** [R][P], of other sizes in each tensor of each replica, from 3^-4 of {@code size} on. */
    private static float[] numbers(int stream, float size) {
        float[] numbers = new float[REPLICAS * P];
        for (int r = 0; r < REPLICAS; r++) {
            for (int k = 0; k + 1 < BOUNDS.length; k++) {
                float of = size * (float) Math.pow(3, (k * 5 + r * 7) % 9 - 4);
                for (int p = r * P + BOUNDS[k]; p < r * P + BOUNDS[k + 1]; p++) {
                    numbers[p] = of * (2 * Philox.uniform(Philox.word(3, stream, 0, 0, p)) - 1);
                }
            }
        }
        return numbers;
    }

    /** @param exponents one pair, or one for each replica; the rest of φ does not matter */
    private static float[] phi(float... exponents) {
        int weights = IMITATOR.weights();
        float[] phi = new float[exponents.length / 2 * weights];
        Arrays.fill(phi, 77);
        for (int r = 0; r < exponents.length / 2; r++) {
            phi[(r + 1) * weights - 2] = exponents[2 * r];
            phi[(r + 1) * weights - 1] = exponents[2 * r + 1];
        }
        return phi;
    }

    private static float[] scaled(int threads, float[] phi, float[] theta, float[] scales, float[] update) {
        try (Kernels kernels = new CpuKernels(PROBLEM, 1, REPLICAS, 1, P, threads)) {
            Buffer changed = buffer(kernels, update);
            kernels.scaleTensors(
                    buffer(kernels, phi),
                    buffer(kernels, theta),
                    scales == null ? null : buffer(kernels, scales),
                    changed);
            return changed.read();
        }
    }

    private static Buffer buffer(Kernels kernels, float[] values) {
        Buffer buffer = kernels.buffer(values.length);
        buffer.write(0, values);
        return buffer;
    }

    private static double rms(float[] values, int r, int tensor) {
        double sum = 0;
        for (int p = r * P + BOUNDS[tensor]; p < r * P + BOUNDS[tensor + 1]; p++) {
            sum += (double) values[p] * values[p];
        }
        return Math.sqrt(sum / (BOUNDS[tensor + 1] - BOUNDS[tensor]));
    }

    @Test
    void everyTensorOfEveryReplicaHasAFactorOfItsOwn() {
        float[] theta = numbers(1, 0.1f);
        float[] update = numbers(2, 0.01f);
        float[] exponents = {0.5f, -0.25f, 1f, 1f, -0.3f, 0.4f};
        float[] scales = {1f, 0.125f, 3f};
        float[] found = scaled(2, phi(exponents), theta, scales, update);
        for (int r = 0; r < REPLICAS; r++) {
            for (int k = 0; k + 1 < BOUNDS.length; k++) {
                double factor = Math.pow(GAIN / rms(update, r, k), exponents[2 * r])
                        * Math.pow(16 * rms(theta, r, k) / scales[r], exponents[2 * r + 1]);
                double worst = 0;
                for (int p = r * P + BOUNDS[k]; p < r * P + BOUNDS[k + 1]; p++) {
                    worst = Math.max(worst, Math.abs(found[p] / (update[p] * factor) - 1));
                }
                assertThat(worst).as("replica %s, tensor %s", r, k).isLessThan(1e-4);
            }
        }
    }

    @Test
    void oneSetOfWeightsIsForAllReplicas() {
        float[] theta = numbers(1, 0.1f);
        float[] update = numbers(2, 0.01f);
        assertThat(scaled(1, phi(0.5f, -0.25f), theta, null, update))
                .containsExactly(
                        scaled(1, phi(0.5f, -0.25f, 0.5f, -0.25f, 0.5f, -0.25f), theta, new float[] {1, 1, 1}, update));
    }

    @Test
    void withoutExponentsNoBitChanges() {
        float[] update = numbers(2, 0.01f);
        update[5] = -0f;
        update[6] = Float.MIN_VALUE;
        update[P + 7] = Float.NaN;
        update[2 * P + 8] = Float.POSITIVE_INFINITY;
        Arrays.fill(update, BOUNDS[2], BOUNDS[3], 0f);
        float[] theta = numbers(1, 0.1f);
        Arrays.fill(theta, 0, P, 0f);
        float[] found = scaled(2, phi(0f, 0f), theta, null, update);
        assertThat(bits(found)).isEqualTo(bits(update));
    }

    /** A zero's sign among them. */
    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, p -> Float.floatToRawIntBits(values[p]));
        return bits;
    }

    @Test
    void anUpdateOfNothingStaysNothing() {
        assertThat(scaled(1, phi(1f, 1f), numbers(1, 0.1f), null, new float[REPLICAS * P]))
                .containsOnly(0f);
    }

    @Test
    void byTheFirstExponentEveryUpdateIsAsLargeAsTheGain() {
        float[] found = scaled(1, phi(1f, 0f), numbers(1, 0.1f), null, numbers(2, 1e-4f));
        for (int r = 0; r < REPLICAS; r++) {
            for (int k = 0; k + 1 < BOUNDS.length; k++) {
                assertThat(rms(found, r, k)).isCloseTo(GAIN, within(GAIN * 1e-4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0.25f, 3f})
    void byTheSecondExponentWeightsSoManyTimesAsLargeMoveAsFar(float times) {
        float[] theta = numbers(1, 0.1f);
        float[] update = numbers(2, 0.01f);
        float[] larger = theta.clone();
        for (int p = 0; p < larger.length; p++) {
            larger[p] *= times;
        }
        float[] scales = {0.5f, 4f, 1f};
        float[] found = scaled(1, phi(0f, 1f), larger, scales, update);
        float[] before = scaled(1, phi(0f, 1f), theta, scales, update);
        double worst = 0;
        for (int p = 0; p < found.length; p++) {
            worst = Math.max(worst, Math.abs(found[p] / (before[p] * times) - 1));
        }
        assertThat(worst).isLessThan(1e-4);
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        float[] theta = numbers(1, 0.1f);
        float[] update = numbers(2, 0.01f);
        float[] one = scaled(1, phi(0.5f, -0.25f), theta, null, update);
        assertThat(scaled(2, phi(0.5f, -0.25f), theta, null, update)).containsExactly(one);
        assertThat(scaled(5, phi(0.5f, -0.25f), theta, null, update)).containsExactly(one);
    }

    @Test
    void weightsForSomeOfTheReplicasAreRefused() {
        assertThatThrownBy(() -> scaled(1, phi(0, 0, 0, 0), numbers(1, 1), null, numbers(2, 1)))
                .hasMessageContaining("expected " + IMITATOR.weights() + " for all, or");
    }
}
