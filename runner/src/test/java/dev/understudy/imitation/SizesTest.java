package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Imitator.Part;
import dev.understudy.imitation.Moments.Sort;
import dev.understudy.imitation.Moments.State;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The largest possible networks and imitators, and the place of each of their numbers. */
class SizesTest {
    private static void accepts(ThrowingCallable call) {
        assertThatCode(call).doesNotThrowAnyException();
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    // ---- optimizee ----

    @Test
    void aSampleHasUpTo2To26Values() {
        accepts(() -> new Shape(1 << 20, 8, 8));
        accepts(() -> new Shape(1, 1 << 14, 1 << 12));
        refuses(() -> new Shape(1 << 20, 8, 9), "shape is 1048576×8×9; expected at most 67108864 values");
        // As an int, 2^20·2^14·2^14 would be 0.
        refuses(() -> new Shape(1 << 20, 1 << 14, 1 << 14), "expected at most 67108864 values");
    }

    @Test
    void aWindowMayBeAsLargeAsItsInput() {
        assertThat(new Layer.Conv(5, 3).output(new Shape(1, 5, 9))).isEqualTo(new Shape(3, 1, 5));
        assertThat(new Layer.Conv(5, 3).output(new Shape(1, 9, 5))).isEqualTo(new Shape(3, 5, 1));
        refuses(() -> new Layer.Conv(5, 3).output(new Shape(1, 9, 4)), "at most the input's 9×4");
        assertThat(new Layer.MaxPool(5).output(new Shape(3, 5, 10))).isEqualTo(new Shape(3, 1, 2));
        assertThat(new Layer.MaxPool(5).output(new Shape(3, 10, 5))).isEqualTo(new Shape(3, 2, 1));
        refuses(() -> new Layer.MaxPool(5).output(new Shape(1, 9, 4)), "at most the input's 9×4");
    }

    @Test
    void dropoutMayKeepEverything() {
        assertThat(new Layer.Dropout(0, false).rate()).isZero();
    }

    /** 16383·16385 = 2^28 − 1. */
    @Test
    void aLayerHasFewerThan2To28Coordinates() {
        assertThat(new Layer.Dense(16383).coordinates(new Shape(16384, 1, 1))).isEqualTo((1 << 28) - 1);
        refuses(
                () -> new Layer.Dense(65536).coordinates(new Shape(4095, 1, 1)),
                "a layer of 268435456 coordinates; expected fewer than 268435456");
    }

    /** 4095·4096 + 61441·4096 = 2^28. */
    @Test
    void aNetworkHasFewerThan2To28Coordinates() {
        Shape input = new Shape(4095, 1, 1);
        Layer first = new Layer.Dense(4095);
        assertThat(new Optimizee.Layers(
                                input, List.of(first, new Layer.Dense(61440)), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY)
                        .coordinates())
                .isEqualTo((1 << 28) - 4096);
        refuses(
                () -> new Optimizee.Layers(
                        input, List.of(first, new Layer.Dense(61441)), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY),
                "optimizee.layers is 268435456 coordinates; expected fewer than 268435456");
    }

    @Test
    void anExternalNetworkHasAtLeastOneCoordinate() {
        assertThat(new Optimizee.External("{}", 1).coordinates()).isEqualTo(1);
        accepts(() -> new Optimizee.External("{}", (1 << 28) - 1));
        refuses(() -> new Optimizee.External("{}", 0), "optimizee coordinates is 0");
        refuses(() -> new Optimizee.External("{}", 1 << 28), "optimizee coordinates is 268435456");
    }

    // ---- moments ----

    @Test
    void theDefaultMomentsCarryTheirWeightsAndNoOwnUpdates() {
        assertThat(Moments.DEFAULTS.states())
                .containsExactly(
                        new State(Sort.FIRST, 0.9),
                        new State(Sort.SECOND, 0.99),
                        new State(Sort.SECOND, 0.999),
                        new State(Sort.WEIGHT, 0.9),
                        new State(Sort.WEIGHT, 0.99),
                        new State(Sort.WEIGHT, 0.999));
        assertThat(Moments.DEFAULTS.scales()).isEqualTo(2);
        assertThat(Moments.DEFAULTS.signals()).isEqualTo(4);
        assertThat(Moments.DEFAULTS.inputs()).isEqualTo(4 + 2 + 1);
    }

    @Test
    void ratesAreUpToFourAndBetween0And1() {
        List<Double> four = List.of(0.1, 0.2, 0.3, 0.4);
        accepts(() -> new Moments(four, four, false, false, false, 0));
        refuses(
                () -> new Moments(Collections.nCopies(5, 0.5), four, false, false, false, 0),
                "imitator.moments.first is [0.5, 0.5, 0.5, 0.5, 0.5]; expected at most four decay rates");
        refuses(
                () -> new Moments(four, List.of(0.5, 0.0), false, false, false, 0),
                "imitator.moments.second[1] is 0.0; expected a decay rate above 0 and below 1");
        accepts(() -> new Moments(List.of(), List.of(), false, false, false, 0.999));
        refuses(
                () -> new Moments(four, four, false, false, false, 1),
                "imitator.moments.own is 1.0; expected at least 0 and below 1");
        refuses(() -> new Moments(four, four, false, false, false, -0.1), "imitator.moments.own is -0.1");
    }

    // ---- imitator ----

    private static Imitator imitator(List<Integer> hidden, Head head, double gain, int memory) {
        return new Imitator(hidden, Features.LOG_SIGN, Moments.DEFAULTS, head, gain, memory, false);
    }

    @Test
    void anImitatorHasUpToEightLayersAndRemembersUpToAMillionSteps() {
        accepts(() -> imitator(Collections.nCopies(8, 512), Head.SCALED, 0, 0));
        accepts(() -> imitator(List.of(1), Head.SCALED, 1, 2));
        accepts(() -> imitator(List.of(1), Head.SCALED, 1, 1_000_000));
        refuses(() -> imitator(List.of(1), Head.SCALED, 1, 1_000_001), "imitator.chrono is 1000001");
        refuses(() -> imitator(List.of(1), Head.SCALED, Double.POSITIVE_INFINITY, 0), "imitator.gain is Infinity");
    }

    /** Behind two layers of 4·3·(2 + 3 + 2) and 4·4·(3 + 4 + 2) weights. */
    @Test
    void theHeadsBiasesStandBehindItsWeights() {
        List<Part> parts = imitator(List.of(3, 4), Head.ZERO_OUT, 1, 0).layout();
        assertThat(parts.get(8)).isEqualTo(new Part("head_weight", 2, 4, 84 + 144));
        assertThat(parts.get(9)).isEqualTo(new Part("head_bias", 2, 1, 84 + 144 + 8));
        assertThat(parts).hasSize(10);
    }

    @Test
    void theHeadReadsTheLastLayer() {
        assertThat(imitator(List.of(3, 4), Head.ZERO_OUT, 1, 0).top()).isEqualTo(4);
        assertThat(imitator(List.of(), Head.CONSTANT, 1, 0).top()).isZero();
    }

    @Test
    void onlyRawGradientsAndTheGatedHeadArePlain() {
        assertThat(Imitator.gated(2).isPlain()).isTrue();
        assertThat(new Imitator(List.of(2), Features.LOG_SIGN, Head.GATED, false).isPlain())
                .isFalse();
        assertThat(new Imitator(List.of(2), Features.GRADIENT, Head.SCALED, false).isPlain())
                .isFalse();
    }

    @Test
    void forcingAndGainChangeNothingElse() {
        Imitator imitator = new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.5, 7, true);
        assertThat(imitator.free())
                .isEqualTo(new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.5, 7, false));
        assertThat(imitator.free().forced(true)).isEqualTo(imitator);
        assertThat(imitator.withGain(0.25))
                .isEqualTo(new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.25, 7, true));
    }

    @Test
    void weightsOfAnotherSizeAreRefused() {
        accepts(() -> Imitator.gated(2).checkWeights(new float[40]));
        refuses(() -> Imitator.gated(2).checkWeights(new float[39]), "phi is 39 weights; expected 40 for hidden [2]");
    }

    /** τ = 2·500^u for the uniform number of the bias's own place; gate f has ln(τ − 1), every second gate i the same with the other sign. */
    @Test
    void howLongACellRemembersFollowsFromTheNumberOfItsBias() {
        Imitator imitator = imitator(List.of(5), Head.ZERO_OUT, 1, 1000);
        float[] phi = imitator.initialWeights(3);
        int bias = 4 * 5 * 2 + 4 * 5 * 5;
        for (int k = 0; k < 5; k++) {
            double u = Philox.uniform(Philox.word(3, Philox.PHI, 0, 0, bias + k));
            float logit = (float) Math.log(2 * Math.pow(500, u) - 1);
            if (k % 2 == 0) {
                assertThat(phi[bias + k]).isEqualTo(-logit);
            } else {
                assertThat(phi[bias + k]).isBetween(-1 / (float) Math.sqrt(5), 1 / (float) Math.sqrt(5));
            }
            assertThat(phi[bias + 5 + k]).isEqualTo(logit);
        }
    }
}
