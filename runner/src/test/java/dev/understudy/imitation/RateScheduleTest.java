package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * [T8] The schedules of a teacher's learning rate by hand, over a horizon of 6 steps: x is 0, 1/6, 1/3, 1/2, 2/3, 5/6.
 */
class RateScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 0, 1",
        "CONSTANT, 5, 1",
        "LINEAR, 0, 1",
        "LINEAR, 2, 0.6666667",
        "LINEAR, 3, 0.5",
        "LINEAR, 5, 0.1666667",
        // cos 60° is 1/2, cos 90° is 0, cos 120° is −1/2, cos 150° is −0.8660254
        "COSINE, 0, 1",
        "COSINE, 2, 0.75",
        "COSINE, 3, 0.5",
        "COSINE, 4, 0.25",
        "COSINE, 5, 0.0669873",
        // 10^−1, 10^−1.5, 10^−2, 10^−2.5
        "EXPONENTIAL, 0, 1",
        "EXPONENTIAL, 2, 0.1",
        "EXPONENTIAL, 3, 0.0316228",
        "EXPONENTIAL, 4, 0.01",
        "EXPONENTIAL, 5, 0.0031623"
    })
    void theShareOfTheRateAtAStep(RateSchedule schedule, int step, double share) {
        assertThat(schedule.share(step, 6)).isCloseTo(share, within(1e-7));
    }

    @ParameterizedTest
    @EnumSource
    void theRateFallsAtEveryStepAndIsNeverZeroWithinTheHorizonOrBeyond(RateSchedule schedule) {
        for (int step = 1; step < 1000; step++) {
            double before = schedule.share(step - 1, 1000);
            double now = schedule.share(step, 1000);
            assertThat(now).isPositive();
            assertThat(now < before).isEqualTo(schedule != RateSchedule.CONSTANT);
        }
        assertThat(schedule.share(1000, 1000)).isEqualTo(schedule.share(999, 1000));
        assertThat(schedule.share(Integer.MAX_VALUE, 1000)).isEqualTo(schedule.share(999, 1000));
        assertThat(schedule.share(0, 1)).isEqualTo(1);
    }

    @Test
    void aRuleKeepsAllButItsRate() {
        Teacher rule = new Teacher.Adam(0.4, 0.5, 0.6, 1e-3);

        assertThat(RateSchedule.LINEAR.at(rule, 3, 4)).isEqualTo(new Teacher.Adam(0.1, 0.5, 0.6, 1e-3));
        assertThat(RateSchedule.CONSTANT.at(rule, 3, 4)).isSameAs(rule);
    }

    /** A rule refuses a rate that float32 cannot represent, which would be a surprise at step 999. */
    @Test
    void theSmallestRateThereIsDoesNotBecomeZero() {
        Teacher rule = new Teacher.Sgd(Float.MIN_VALUE);

        assertThat(RateSchedule.COSINE.at(rule, 999, 1000).learningRate()).isEqualTo(Float.MIN_VALUE);
    }

    @Test
    void theWordsAreThoseOfAConfig() {
        assertThat(RateSchedule.values())
                .extracting(RateSchedule::word)
                .containsExactly("constant", "linear", "cosine", "exponential");
    }
}
