package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExtensionTest {
    private static final Moments FEW = new Moments(List.of(0.9), List.of(0.99), true, false, false, 0);
    private static final Moments MORE = new Moments(List.of(0.5, 0.9), List.of(0.99, 0.999), true, false, false, 0);
    private static final Moments ALL = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.95);
    private static final Moments MORE_OF_ALL =
            new Moments(List.of(0.9, 0.5), List.of(0.999, 0.99), true, true, true, 0.95);

    private static Imitator imitator(Moments moments, Head head, Integer... hidden) {
        return new Imitator(List.of(hidden), Features.MOMENTS, moments, head, 0.25, 0, false);
    }

    /** 1, 2, 3 … */
    private static float[] numbered(Imitator imitator) {
        float[] phi = new float[imitator.weights()];
        for (int i = 0; i < phi.length; i++) {
            phi[i] = i + 1;
        }
        return phi;
    }

    private static float[] row(Imitator imitator, float[] phi, String part, int row) {
        Imitator.Part of = imitator.layout().stream()
                .filter(each -> each.name().equals(part))
                .findFirst()
                .orElseThrow();
        int at = of.offset() + row * of.columns();
        return Arrays.copyOfRange(phi, at, at + of.columns());
    }

    /**
     * By hand. Read before: g/√v, m/√v, and the magnitudes of √v and m. Read then: g, m of 0.5 and m of 0.9, each over √v of 0.99, each over √v of
     * 0.999; magnitudes of both √v and both m; time. The gates go in the same order: of the signals, of the last update, and now an exponent.
     */
    @Test
    void everyOldWeightStandsInThePlaceOfWhatItBelongsToAndTheOthersAreZero() {
        Imitator from = imitator(FEW, Head.ZERO_OUT, 1);
        Imitator to = imitator(MORE, Head.EXPONENTIAL, 1).withTime(true);
        float[] phi = numbered(from);
        assertThat(phi).hasSize(16 + 4 + 8 + 3 + 3);
        float[] wide = Extension.of(from, phi, to);
        assertThat(wide).hasSize(to.weights()).hasSize(4 * 12 + 4 + 8 + 8 + 8);
        assertThat(row(to, wide, "weight_ih_l0", 0)).containsExactly(1, 0, 2, 0, 0, 0, 3, 0, 0, 4, 0, 0);
        assertThat(row(to, wide, "weight_ih_l0", 3)).containsExactly(13, 0, 14, 0, 0, 0, 15, 0, 0, 16, 0, 0);
        assertThat(Arrays.copyOfRange(wide, 48, 60)).containsExactly(17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
        assertThat(Arrays.copyOfRange(wide, 60, 68)).containsExactly(29, 0, 30, 0, 0, 0, 31, 0);
        assertThat(Arrays.copyOfRange(wide, 68, 76)).containsExactly(32, 0, 33, 0, 0, 0, 34, 0);
        assertThat(phi).as("left alone").containsExactly(numbered(from));
    }

    @Test
    void theExponentsOfTensorsFactorsBeginAtZeroBehindAllOthersAndAreKept() {
        for (Head head : List.of(Head.ZERO_OUT, Head.CONSTANT)) {
            Imitator from = head == Head.CONSTANT ? imitator(FEW, head) : imitator(FEW, head, 3);
            Imitator to = from.withTensorScale(true);
            float[] wide = Extension.of(from, numbered(from), to);
            assertThat(wide).isEqualTo(Arrays.copyOf(numbered(from), from.weights() + 2));
            wide[from.weights()] = 0.5f;
            wide[from.weights() + 1] = -0.25f;
            Imitator more = new Imitator(to.hidden(), to.features(), MORE, head, 0.25, 0, false).withTensorScale(true);
            float[] wider = Extension.of(to, wide, more);
            assertThat(Arrays.copyOfRange(wider, more.weights() - 3, more.weights()))
                    .containsExactly(from.weights(), 0.5f, -0.25f);
        }
    }

    /** Raw, second, sum and own scales, rates in another order. Read before: g m | g m | g m | g m over raw, √v, √Σ, own; magnitudes of √v, √Σ, own, m. */
    @Test
    void ratesMayStandInAnotherOrder() {
        Imitator from = imitator(ALL, Head.SCALED, 1);
        Imitator to = imitator(MORE_OF_ALL, Head.SCALED, 1);
        float[] wide = Extension.of(from, numbered(from), to);
        assertThat(row(to, wide, "weight_ih_l0", 0))
                .containsExactly(
                        1, 2, 0, // over 1
                        0, 0, 0, // over √v of 0.999
                        3, 4, 0, // over √v of 0.99
                        5, 6, 0, // over √Σ
                        7, 8, 0, // over the own scale
                        0, 9, 10, 11, // magnitudes of the scales
                        12, 0); // and of the averages
        assertThat(row(to, wide, "head_weight", 0)).containsExactly(row(from, numbered(from), "head_weight", 0));
        assertThat(wide[wide.length - 1]).isEqualTo(from.weights());
    }

    @Test
    void whatIsTheSameStaysAsItIs() {
        for (Head head : Head.values()) {
            Imitator same = head == Head.CONSTANT ? imitator(ALL, head) : imitator(ALL, head, 3, 2);
            assertThat(Extension.of(same, numbered(same), same)).containsExactly(numbered(same));
        }
        Imitator timed = Imitator.gated(2).withTime(true);
        assertThat(Extension.of(timed, numbered(timed), timed)).containsExactly(numbered(timed));
    }

    @Test
    void theControlWithoutAnLstmTakesFurtherRates() {
        Imitator from = imitator(FEW, Head.CONSTANT);
        assertThat(Extension.of(from, numbered(from), imitator(MORE, Head.CONSTANT)))
                .containsExactly(1, 0, 2, 0, 0, 0, 3);
    }

    static Stream<Arguments> others() {
        Imitator from = imitator(FEW, Head.ZERO_OUT, 3);
        Imitator timed = from.withTime(true);
        Moments second = new Moments(List.of(0.9), List.of(0.999), true, false, false, 0);
        Moments raw = new Moments(List.of(0.9), List.of(0.99), true, true, false, 0);
        Map<String, Imitator[]> pairs = new TreeMap<>();
        pairs.put("hidden, another size", new Imitator[] {from, imitator(FEW, Head.ZERO_OUT, 4)});
        pairs.put("hidden, another layer", new Imitator[] {from, imitator(FEW, Head.ZERO_OUT, 3, 3)});
        pairs.put(
                "features",
                new Imitator[] {from, new Imitator(List.of(3), Features.GRADIENT, FEW, Head.ZERO_OUT, 0.25, 0, false)});
        pairs.put("moments, a rate less", new Imitator[] {imitator(MORE, Head.ZERO_OUT, 3), from});
        pairs.put("moments, another rate", new Imitator[] {from, imitator(second, Head.ZERO_OUT, 3)});
        pairs.put("moments, another scale", new Imitator[] {from, imitator(raw, Head.ZERO_OUT, 3)});
        pairs.put("head, a smaller one", new Imitator[] {imitator(FEW, Head.EXPONENTIAL, 3), from});
        pairs.put("head, another one", new Imitator[] {imitator(FEW, Head.SCALED, 3), from});
        pairs.put(
                "chrono",
                new Imitator[] {from, new Imitator(List.of(3), Features.MOMENTS, FEW, Head.ZERO_OUT, 0.25, 7, false)});
        pairs.put("teacherForcing", new Imitator[] {from, from.forced(true)});
        pairs.put("time", new Imitator[] {timed, from});
        pairs.put("tensorScale", new Imitator[] {from.withTensorScale(true), from});
        return pairs.entrySet().stream()
                .map(pair -> Arguments.of(pair.getKey(), pair.getValue()[0], pair.getValue()[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void whatIsLessOrOtherwiseIsRefused(String what, Imitator from, Imitator to) {
        assertThat(Extension.refused(from, to)).hasValue(what.replaceAll(",.*", ""));
        assertThatThrownBy(() -> Extension.of(from, numbered(from), to))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("imitator." + what.replaceAll(",.*", "") + " is ");
    }

    @Test
    void weightsOfAnotherSizeAreRefused() {
        Imitator from = Imitator.gated(2);
        assertThatThrownBy(() -> Extension.of(from, new float[3], from.withTime(true)))
                .hasMessageContaining("3 weights; expected 40");
    }
}
