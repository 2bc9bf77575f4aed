package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Distance;
import dev.understudy.imitation.Extension;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An extended imitator, with more inputs or outputs, drives like the original until it is trained. */
class ExtensionDrivesTest {
    private static final int COORDINATES = 207;
    private static final int STEPS = 8;
    private static final Moments FEW = new Moments(List.of(0.9), List.of(0.99), true, true, false, 0.9);
    private static final Moments MORE =
            new Moments(List.of(0.9, 0.5), List.of(0.9, 0.99, 0.999), true, true, false, 0.9);
    private static final Moments TURNED = new Moments(List.of(0.5, 0.9), List.of(0.999, 0.99), true, true, false, 0.9);
    private static final Moments TWO = new Moments(List.of(0.9, 0.5), List.of(0.99, 0.999), true, true, false, 0.9);

    private static Imitator imitator(Moments moments, Head head, Integer... hidden) {
        return new Imitator(List.of(hidden), Features.MOMENTS, moments, head, 0.25, 0, false);
    }

    static Stream<Arguments> pairs() {
        Imitator log = new Imitator(List.of(20), Features.LOG_GRADIENT, Head.ZERO_OUT, false);
        Imitator grown = new Imitator(List.of(20), Features.LOG_GRADIENT, Head.EXPONENTIAL, false);
        return Stream.of(
                Arguments.of("time", Imitator.gated(2), Imitator.gated(2).withTime(true)),
                Arguments.of(
                        "time, many cells",
                        Imitator.gated(20),
                        Imitator.gated(20).withTime(true)),
                Arguments.of("an exponent", imitator(FEW, Head.ZERO_OUT, 4), imitator(FEW, Head.EXPONENTIAL, 4)),
                Arguments.of("rates", imitator(FEW, Head.ZERO_OUT, 4, 3), imitator(MORE, Head.ZERO_OUT, 4, 3)),
                Arguments.of("rates, gated", imitator(FEW, Head.GATED, 5), imitator(MORE, Head.GATED, 5)),
                Arguments.of("rates, constant", imitator(FEW, Head.CONSTANT), imitator(MORE, Head.CONSTANT)),
                Arguments.of(
                        "all of it",
                        imitator(FEW, Head.ZERO_OUT, 8),
                        imitator(MORE, Head.EXPONENTIAL, 8).withTime(true)),
                Arguments.of("an exponent and time", log, grown.withTime(true)));
    }

    private static float[] numbers(int stream, int n, float size) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = size * (Philox.uniform(Philox.word(3, stream, 0, 0, i)) - 0.5f);
        }
        return numbers;
    }

    private static float[] updates(Imitator imitator, float[] phi) {
        HostImitator.Carry carry = new HostImitator.Carry(
                new float[imitator.carried() * COORDINATES],
                new float[imitator.carried() * COORDINATES],
                new float[COORDINATES],
                new float[imitator.states().size() * COORDINATES]);
        HostImitator host = new HostImitator(imitator, false, 1, COORDINATES);
        float[] gradient = numbers(1, STEPS * COORDINATES, 0.2f);
        float[] updates = new float[STEPS * COORDINATES];
        float[] predicted = new float[COORDINATES];
        Clock clock = new Clock(1);
        clock.set(0, 0, 0, STEPS);
        for (int t = 0; t < STEPS; t++) {
            host.step(phi, clock, gradient, t, null, carry, predicted);
            System.arraycopy(predicted, 0, updates, t * COORDINATES, COORDINATES);
            clock.advance(1);
        }
        return updates;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void everyBitOfAnUpdateIsTheOldOne(String what, Imitator from, Imitator to) {
        float[] phi = numbers(2, from.weights(), 1);
        float[] found = updates(to, Extension.of(from, phi, to));
        assertThat(found).containsExactly(updates(from, phi));
        assertThat(updates(to, numbers(2, to.weights(), 1)))
                .as("what else φ could hold")
                .isNotEqualTo(found);
    }

    /** Sums have another order then. */
    @ParameterizedTest
    @MethodSource("turned")
    void inAnotherOrderOfRatesTheUpdateIsTheOldOneButForRounding(Imitator from, Imitator to) {
        float[] phi = numbers(2, from.weights(), 1);
        float[] expected = updates(from, phi);
        assertThat(Distance.between(updates(to, Extension.of(from, phi, to)), expected))
                .isLessThan(1e-6 * Distance.between(expected, new float[expected.length]));
    }

    static Stream<Arguments> turned() {
        return Stream.of(
                Arguments.of(imitator(FEW, Head.ZERO_OUT, 4), imitator(TURNED, Head.ZERO_OUT, 4)),
                Arguments.of(
                        imitator(TWO, Head.ZERO_OUT, 4),
                        imitator(TURNED, Head.EXPONENTIAL, 4).withTime(true)));
    }
}
