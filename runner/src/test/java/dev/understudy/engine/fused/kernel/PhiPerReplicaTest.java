package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replicas that step each with a φ of its own, as the particles of a population do. */
class PhiPerReplicaTest {
    private static final int REPLICAS = 3;
    private static final int COORDINATES = 207;
    private static final int STEPS = 4;

    static List<Imitator> imitators() {
        Moments all = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.9);
        return List.of(
                Imitator.gated(2),
                Imitator.gated(20),
                new Imitator(List.of(4), Features.MOMENTS, all, Head.ZERO_OUT, 0.01, 0, false),
                new Imitator(List.of(3), Features.LOG_GRADIENT, Head.EXPONENTIAL, false),
                new Imitator(List.of(5, 3), Features.LOG_SIGN, Head.SCALED, false),
                new Imitator(List.of(), Features.MOMENTS, all, Head.CONSTANT, 0.01, 0, false));
    }

    private static float[] numbers(int stream, int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = Philox.uniform(Philox.word(3, stream, 0, 0, i)) - 0.5f;
        }
        return numbers;
    }

    /** All updates of all steps, step by step. @param gradient [STEPS][R][P] */
    private static float[] updates(Imitator imitator, float[] phi, float[] gradient, int replicas) {
        int all = replicas * COORDINATES;
        HostImitator.Carry carry = new HostImitator.Carry(
                new float[imitator.carried() * all],
                new float[imitator.carried() * all],
                new float[all],
                new float[imitator.states().size() * all]);
        HostImitator host = new HostImitator(imitator, false, replicas, COORDINATES);
        float[] updates = new float[STEPS * all];
        float[] predicted = new float[all];
        Clock clock = new Clock(replicas);
        for (int t = 0; t < STEPS; t++) {
            host.step(phi, clock, gradient, t, null, carry, predicted);
            System.arraycopy(predicted, 0, updates, t * all, all);
        }
        return updates;
    }

    /** Replica r's part of every row of [.][R][n]. */
    private static float[] of(float[] all, int r, int n) {
        int rows = all.length / (REPLICAS * n);
        float[] part = new float[rows * n];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(all, (row * REPLICAS + r) * n, part, row * n, n);
        }
        return part;
    }

    @ParameterizedTest
    @MethodSource("imitators")
    void eachStepsAsItDoesAloneWithItsWeights(Imitator imitator) {
        float[] gradient = numbers(1, STEPS * REPLICAS * COORDINATES);
        float[] phi = numbers(2, REPLICAS * imitator.weights());
        float[] together = updates(imitator, phi, gradient, REPLICAS);
        for (int r = 0; r < REPLICAS; r++) {
            float[] own = of(phi, r, imitator.weights());
            float[] alone = updates(imitator, own, of(gradient, r, COORDINATES), 1);
            assertThat(of(together, r, COORDINATES)).as("replica " + r).containsExactly(alone);
        }
    }

    @ParameterizedTest
    @MethodSource("imitators")
    void theSameWeightsOnceOrForEachAreTheSameSteps(Imitator imitator) {
        float[] gradient = numbers(1, STEPS * REPLICAS * COORDINATES);
        float[] phi = numbers(2, imitator.weights());
        float[] each = new float[REPLICAS * phi.length];
        for (int r = 0; r < REPLICAS; r++) {
            System.arraycopy(phi, 0, each, r * phi.length, phi.length);
        }
        assertThat(updates(imitator, each, gradient, REPLICAS))
                .containsExactly(updates(imitator, phi, gradient, REPLICAS));
    }

    @Test
    void weightsForSomeOfTheReplicasAreRefused() {
        Imitator imitator = Imitator.gated(2);
        float[] two = Arrays.copyOf(new float[0], 2 * imitator.weights());
        assertThatThrownBy(() -> updates(imitator, two, numbers(1, STEPS * REPLICAS * COORDINATES), REPLICAS))
                .hasMessage("phi has 80 weights; expected 40 for all, or 40 for each of 3 replicas");
    }
}
