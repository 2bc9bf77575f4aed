package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Distance;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An imitator's updates at another learning rate, step for step, for the same gradients. */
class LearningRateStepsTest {
    private static final int STEPS = 12;
    private static final int COORDINATES = 70;
    private static final double TRAINED = 1e-3;

    /** Every head with a gain, every sort of features; among the moments the own scale, which reads the updates. */
    static List<Imitator> imitators() {
        Moments all = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.9);
        List<Imitator> imitators = new ArrayList<>();
        for (Head head : new Head[] {Head.SCALED, Head.ZERO_OUT, Head.EXPONENTIAL, Head.CONSTANT}) {
            for (Features features : Features.values()) {
                List<Integer> hidden = head == Head.CONSTANT ? List.of() : List.of(4, 3);
                imitators.add(new Imitator(hidden, features, all, head, 0.01, 0, false));
            }
        }
        return imitators;
    }

    private static float[] numbers(int seed, int n, float size) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = size * (Philox.uniform(Philox.word(seed, 1, 0, 0, i)) - 0.5f);
        }
        return numbers;
    }

    /** All updates, one step after the other. */
    private static float[] updates(Imitator imitator) {
        HostStep step = new HostStep(imitator, numbers(5, imitator.weights(), 0.6f), COORDINATES);
        FloatBuffer carries = direct(HostStep.carried(imitator) * COORDINATES);
        FloatBuffer gradients = direct(COORDINATES);
        float[] updates = new float[STEPS * COORDINATES];
        for (int t = 0; t < STEPS; t++) {
            gradients.put(0, numbers(10 + t, COORDINATES, 0.2f));
            step.run(gradients, carries, COORDINATES, 0, COORDINATES, t);
            gradients.get(0, updates, t * COORDINATES, COORDINATES);
        }
        return updates;
    }

    private static FloatBuffer direct(int n) {
        return java.nio.ByteBuffer.allocateDirect(Float.BYTES * n)
                .order(java.nio.ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** By a power of two nothing is rounded: any other factor in an input or in the feedback would show. */
    @ParameterizedTest
    @MethodSource("imitators")
    void atFourTimesTheRateEveryUpdateIsFourTimesAsLargeToTheBit(Imitator imitator) {
        float[] trained = updates(imitator);
        float[] driven = updates(imitator.at(4 * TRAINED, TRAINED));
        for (int i = 0; i < trained.length; i++) {
            assertThat(driven[i]).as("update " + i).isEqualTo(4 * trained[i]).isNotNaN();
        }
        assertThat(Distance.between(trained, new float[trained.length])).isPositive();
    }

    @ParameterizedTest
    @MethodSource("imitators")
    void atAnyRateItIsTheFactorButForRounding(Imitator imitator) {
        float[] expected = updates(imitator);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= 0.3f;
        }
        assertThat(Distance.between(updates(imitator.at(3e-4, TRAINED)), expected))
                .isLessThan(1e-5 * Distance.between(expected, new float[expected.length]));
    }
}
