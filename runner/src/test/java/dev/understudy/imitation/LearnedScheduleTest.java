package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** [I26] The learned schedule of an imitator. */
class LearnedScheduleTest {
    private static float factor(int done, int horizon, double... weights) {
        float[] phi = new float[7 + weights.length];
        for (int w = 0; w < weights.length; w++) {
            phi[7 + w] = (float) weights[w];
        }
        return LearnedSchedule.factor(phi, 7, done, horizon);
    }

    @Test
    void withoutWeightsItIsOne() {
        for (int done : new int[] {0, 1, 999, 1000, 5000}) {
            assertThat(factor(done, 1000, 0, 0, 0, 0)).isEqualTo(1f);
        }
    }

    /** [T8], up to the step behind the last, which is none of the horizon's. */
    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 1000", "500, 1000", "999, 1000", "0, 1", "6, 7"})
    void itCanBeTheLinearScheduleAndTheExponentialOne(int done, int horizon) {
        double x = (double) done / horizon;
        assertThat(factor(done, horizon, 0, 0, 0, 0.25)).isCloseTo((float) (1 - x), within(1e-6f));
        assertThat(factor(done, horizon, 0, -0.75 * Math.log(10), 0, 0))
                .isCloseTo((float) Math.pow(10, -3 * x), within(1e-6f));
    }

    @Test
    void eachWeightIsAFactorOfItsOwn() {
        double log = Math.log(302) / Math.log(10001);
        double expected = 4 * (0.1 + 0.2 * 0.3 - 0.3 * log + 0.05 * Math.log(0.7));
        assertThat(factor(300, 1000, 0.1, 0.2, -0.3, 0.05)).isCloseTo((float) Math.exp(expected), within(1e-5f));
    }

    @Test
    void behindTheHorizonOnlyTheLogarithmGoesOn() {
        assertThat(factor(5000, 1000, 0, 0.3, 0, 0.25)).isEqualTo(factor(999, 1000, 0, 0.3, 0, 0.25));
        assertThat(factor(5000, 1000, 0, 0, -1, 0)).isLessThan(factor(999, 1000, 0, 0, -1, 0));
    }

    @Test
    void itIsBounded() {
        assertThat(factor(0, 10, 1e9, 0, 0, 0)).isEqualTo((float) Math.exp(16));
        assertThat(factor(0, 10, -1e9, 0, 0, 0)).isEqualTo((float) Math.exp(-16));
    }

    /** After the factors of tensors, if there are any. */
    @Test
    void itsWeightsAreTheLastOfPhi() {
        Imitator headed =
                new Imitator(List.of(3), Imitator.Features.GRADIENT, Imitator.Head.ZERO_OUT, false).withTime(true);
        Imitator both = headed.withTensorScale(true).withSchedule(true);
        assertThat(both.weights()).isEqualTo(headed.weights() + 6);
        assertThat(both.tensorScaleOffset()).isEqualTo(headed.weights());
        assertThat(both.scheduleOffset()).isEqualTo(headed.weights() + 2);
        assertThat(both.layout().get(both.layout().size() - 1))
                .isEqualTo(new Imitator.Part("schedule", 4, 1, headed.weights() + 2));
        assertThatThrownBy(() -> headed.withTime(false).withSchedule(true).checkFactors())
                .hasMessageContaining("imitator.schedule is true; expected false without imitator.time");
        assertThatThrownBy(() -> Imitator.gated(2).withSchedule(true).checkFactors())
                .hasMessageContaining("head gated");
    }
}
