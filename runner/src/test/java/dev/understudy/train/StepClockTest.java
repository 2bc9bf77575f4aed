package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepClockTest {
    private static double millis(long... stepsAndMillis) {
        StepClock clock = new StepClock();
        for (int i = 0; i < stepsAndMillis.length; i += 2) {
            clock.add((int) stepsAndMillis[i], stepsAndMillis[i + 1] * 1_000_000);
        }
        return clock.millis();
    }

    @Test
    void aStepTakesItsPartOfTheStretch() {
        assertThat(millis(50, 25)).isEqualTo(0.5);
        assertThat(millis()).isNaN();
    }

    /** The mean would be 103. */
    @Test
    void theFirstStretchWaitsForTheCompilerAndDoesNotCount() {
        assertThat(millis(10, 3000, 10, 40, 10, 50)).isEqualTo(5);
    }

    /** Three of the five stretches are slow, but not of the steps. */
    @Test
    void eachStepCountsAsItsStretchDoes() {
        assertThat(millis(1, 90, 1, 90, 50, 100, 1, 90, 50, 50)).isEqualTo(2);
    }
}
