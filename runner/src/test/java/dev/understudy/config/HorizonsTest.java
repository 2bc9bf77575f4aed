package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each horizon has a mean of θ of its own, and the steps of two means never overlap. */
class HorizonsTest {
    private static final String SHORT = "name: a\nevaluation: {steps: 100, everySteps: 5}";

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "10, 5", "999, 499", "1000, 500", "1001, 500", "100000000, 500"})
    void theMeanIsOver500StepsOrHalfOfAShortHorizon(int horizon, int steps) {
        assertThat(EvaluationConfig.window(horizon)).isEqualTo(steps);
    }

    /** At 20 the mean is over 11 … 20, at 40 over 21 … 40, at the end over 51 … 100. */
    @Test
    void meansMayTouch() {
        assertThat(config(SHORT, "evaluation.horizons=[20, 40]").evaluation().horizons())
                .containsExactly(20, 40);
        assertThat(config(SHORT, "evaluation.horizons=[50]").evaluation().horizons())
                .containsExactly(50);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[20, 35] | each with the 17 steps of its mean after the one before",
                "[20, 20] | ascending steps below evaluation.steps, 100",
                "[40, 20] | ascending steps",
                "[0] | ascending steps",
                "[100] | ascending steps below evaluation.steps, 100",
                "[55] | none within the last 50 of evaluation.steps, 100",
                "[12] | multiples of evaluation.everySteps, 5",
            })
    void meansThatOverlapAndHorizonsWithoutAPointAreRefused(String horizons, String why) {
        assertThat(fault(SHORT, "evaluation.horizons=" + horizons))
                .startsWith("-o evaluation.horizons is ")
                .contains(why);
    }

    /** The mean at 40 is over 21 … 40, so that 20 may stand before it and 25 may not. */
    @Test
    void theOneBeforeIsTheLastAndNotTheFirst() {
        assertThat(config(SHORT, "evaluation.horizons=[5, 20, 40]").evaluation().horizons())
                .hasSize(3);
        assertThat(fault(SHORT, "evaluation.horizons=[5, 25, 40]")).contains("the 20 steps of its mean");
    }
}
