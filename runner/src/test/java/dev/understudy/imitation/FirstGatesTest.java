package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code imitator.start}. */
class FirstGatesTest {
    private static final Teacher ADAM = new Teacher.Adam(0.01);
    private static final Imitator RULE = new Imitator(
            List.of(4),
            Features.MOMENTS,
            new Moments(List.of(0.5, 0.9), List.of(0.99, 0.999), true, true, false, 0),
            Head.EXPONENTIAL,
            0.02,
            0,
            false);

    private static float[] head(float[] phi) {
        return Arrays.copyOfRange(phi, RULE.headOffset(), phi.length);
    }

    /** Nine signals, the last update and the exponent: eleven gates of four weights, then eleven biases. */
    @Test
    void adamsOwnSignalHasTheGateThatMakesItAdam() {
        float[] phi = FirstGates.TEACHER.of(RULE, ADAM, 7);

        float[] expected = RULE.initialWeights(7);
        int place = 2 * 3 + 2; // of the scales raw, 0.99 and 0.999 the third; of g, 0.5 and 0.9 the third
        expected[RULE.headOffset() + 11 * 4 + place] = -0.5f; // −0.01 in units of the gain
        assertThat(phi).containsExactly(expected);
    }

    @Test
    void drawnGatesAreWithinTheBoundAndTheExponentIsZero() {
        float[] phi = FirstGates.RANDOM.of(RULE, ADAM, 7);

        assertThat(Arrays.copyOf(phi, RULE.headOffset()))
                .containsExactly(Arrays.copyOf(RULE.initialWeights(7), RULE.headOffset()));
        float[] head = head(phi);
        for (int k = 0; k < head.length; k++) {
            boolean exponent = k >= 40 && k < 44 || k == 54;
            assertThat(head[k] == 0).as("weight " + k).isEqualTo(exponent);
            assertThat(Math.abs(head[k])).isLessThanOrEqualTo(0.5f);
        }
        assertThat(Arrays.copyOf(head, 40)).doesNotHaveDuplicates();
        assertThat(phi).isNotEqualTo(FirstGates.RANDOM.of(RULE, ADAM, 8));
    }

    /** Nine signals: 36 weights and nine biases; the gates of the last update and of the exponent stay. */
    @Test
    void aFactorIsOfTheSignalsGatesAlone() {
        float[] phi = FirstGates.SCALED.of(RULE, ADAM, 7);
        float[] before = phi.clone();
        FirstGates.scale(RULE, phi, 4);
        for (int w = 0; w < phi.length; w++) {
            int at = w - RULE.headOffset();
            boolean scaled = at >= 0 && at < 36 || at >= 44 && at < 53;
            assertThat(phi[w]).as("weight " + w).isEqualTo(scaled ? 4 * before[w] : before[w]);
        }
    }

    @Test
    void whatCannotBeginSoIsRefused() {
        FirstGates.ZERO.check(Imitator.gated(2), ADAM);
        assertThatThrownBy(() -> FirstGates.RANDOM.check(Imitator.gated(2), ADAM))
                .hasMessageContaining("imitator.start is RANDOM; expected zero with head GATED");
        FirstGates.TEACHER.check(RULE, ADAM);
        for (Teacher other : List.of(
                new Teacher.Sgd(0.01),
                new Teacher.Adam(0.01, 0.8, 0.999, 1e-8),
                new Teacher.Adam(0.01, 0.9, 0.9, 1e-8))) {
            assertThatThrownBy(() -> FirstGates.TEACHER.check(RULE, other)).hasMessageContaining("adam whose beta1");
        }
    }
}
