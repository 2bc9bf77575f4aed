package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An imitator's inputs of time, which have no effect with weights of zero. */
class TimeTest {
    private static final int COORDINATES = 207;
    private static final int STEPS = 5;

    static List<Imitator> imitators() {
        Moments all = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.9);
        return List.of(
                Imitator.gated(2),
                Imitator.gated(20),
                new Imitator(List.of(4), Features.MOMENTS, all, Head.ZERO_OUT, 0.01, 0, false),
                new Imitator(List.of(3), Features.LOG_GRADIENT, Head.EXPONENTIAL, false),
                new Imitator(List.of(20, 3), Features.LOG_SIGN, Head.SCALED, false));
    }

    private static float[] numbers(int stream, int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = Philox.uniform(Philox.word(3, stream, 0, 0, i)) - 0.5f;
        }
        return numbers;
    }

    /** φ with two columns more for every row of the first layer's W_ih, which hold these weights. */
    private static float[] widened(Imitator imitator, float[] phi, float ofProgress, float ofLogarithm) {
        Imitator timed = imitator.withTime(true);
        float[] wide = new float[timed.weights()];
        int inputs = imitator.inputs();
        int rows = imitator.layer(0).get(0).rows();
        for (int row = 0; row < rows; row++) {
            System.arraycopy(phi, row * inputs, wide, row * (inputs + 2), inputs);
            wide[row * (inputs + 2) + inputs] = ofProgress;
            wide[row * (inputs + 2) + inputs + 1] = ofLogarithm;
        }
        System.arraycopy(phi, rows * inputs, wide, rows * (inputs + 2), phi.length - rows * inputs);
        return wide;
    }

    /** φ whose first biases b_ih are moved by this much. */
    private static float[] moved(Imitator imitator, float[] phi, float by) {
        float[] moved = phi.clone();
        Imitator.Part bias = imitator.layer(0).get(2);
        for (int k = 0; k < bias.size(); k++) {
            moved[bias.offset() + k] += by;
        }
        return moved;
    }

    private static float[] updates(Imitator imitator, float[] phi, int done, int horizon, int steps) {
        HostImitator.Carry carry = new HostImitator.Carry(
                new float[imitator.carried() * COORDINATES],
                new float[imitator.carried() * COORDINATES],
                new float[COORDINATES],
                new float[imitator.states().size() * COORDINATES]);
        HostImitator host = new HostImitator(imitator, false, 1, COORDINATES);
        float[] gradient = numbers(1, STEPS * COORDINATES);
        float[] updates = new float[steps * COORDINATES];
        float[] predicted = new float[COORDINATES];
        Clock clock = new Clock(1);
        clock.set(0, 0, done, horizon);
        for (int t = 0; t < steps; t++) {
            host.step(phi, clock, gradient, t, null, carry, predicted);
            System.arraycopy(predicted, 0, updates, t * COORDINATES, COORDINATES);
            clock.advance(1);
        }
        return updates;
    }

    @ParameterizedTest
    @MethodSource("imitators")
    void withZeroWeightsOnItEveryBitIsThatOfTheImitatorWithout(Imitator imitator) {
        float[] phi = numbers(2, imitator.weights());
        float[] without = updates(imitator, phi, 0, 0, STEPS);
        assertThat(updates(imitator.withTime(true), widened(imitator, phi, 0, 0), 0, 3, STEPS))
                .containsExactly(without);
        assertThat(updates(imitator.withTime(true), widened(imitator, phi, 0.1f, 0), 0, 3, STEPS))
                .isNotEqualTo(without);
        assertThat(updates(imitator.withTime(true), widened(imitator, phi, 0, 0.1f), 0, 3, STEPS))
                .isNotEqualTo(without);
    }

    /** A weight times a constant input is a bias: at step 3 of 8 the progress is 3/8, at step 99 the logarithm is ln 100/ln 10001. */
    @Test
    void whatIsReadOfItIsThePartOfTheStepsAndTheirLogarithm() {
        Imitator imitator = Imitator.gated(3);
        float[] phi = numbers(2, imitator.weights());
        close(updates(imitator.withTime(true), widened(imitator, phi, 2, 0), 2, 8, 1), moved(imitator, phi, 0.75f));
        close(updates(imitator.withTime(true), widened(imitator, phi, 2, 0), 8, 8, 1), moved(imitator, phi, 2f));
        close(
                updates(imitator.withTime(true), widened(imitator, phi, 0, 2), 98, 8, 1),
                moved(imitator, phi, 2 * 0.4999943f));
    }

    private static void close(float[] found, float[] phi) {
        float[] expected = updates(Imitator.gated(3), phi, 0, 0, 1);
        for (int p = 0; p < found.length; p++) {
            assertThat(found[p]).isCloseTo(expected[p], org.assertj.core.data.Offset.offset(1e-6f));
        }
    }
}
