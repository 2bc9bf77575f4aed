package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The number of steps to a loss, by hand. */
class StepsToLossTest {
    private static final double NAN = Double.NaN;

    /** A window of 2: means 9, 7.5, 5.5, 3.5, 1.5 … end after steps 2, 3, 4, 5, 6. */
    @Test
    void theFirstStepWhoseWindowIsAtTheLossOrBelow() {
        double[] losses = {10, 8, 7, 4, 3, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};

        assertThat(StepsToLoss.fraction(losses, 20, 9)).isEqualTo(2 / 20.0);
        assertThat(StepsToLoss.fraction(losses, 20, 5.5)).isEqualTo(4 / 20.0);
        assertThat(StepsToLoss.fraction(losses, 20, 5.4)).isEqualTo(5 / 20.0);
        assertThat(StepsToLoss.fraction(losses, 20, 1.5)).isEqualTo(6 / 20.0);
        assertThat(StepsToLoss.fraction(losses, 20, 1.4)).isEqualTo(StepsToLoss.NEVER);
    }

    /** A first batch that happens to be easy does not count as a smoothed loss. */
    @Test
    void noStepBeforeTheFirstWholeWindowCounts() {
        double[] losses = new double[30];
        Arrays.fill(losses, 5);
        losses[0] = 0;

        assertThat(StepsToLoss.fraction(losses, 30, 4)).isEqualTo(3 / 30.0);
        assertThat(StepsToLoss.fraction(losses, 30, 0.5)).isEqualTo(StepsToLoss.NEVER);
    }

    @Test
    void whatIsNotFiniteNeverComesThereAndWhatLiesBehindTheHorizonDoesNotCount() {
        assertThat(StepsToLoss.fraction(new double[] {5, NAN, 1, 1, 1, 1, 1, 1, 1, 1}, 10, 1))
                .isEqualTo(StepsToLoss.NEVER);
        assertThat(StepsToLoss.fraction(new double[] {5, 5, 5, 1}, 3, 1)).isEqualTo(StepsToLoss.NEVER);
        assertThat(StepsToLoss.fraction(new double[] {5, 5}, 4, 1)).isEqualTo(StepsToLoss.NEVER);
        assertThat(StepsToLoss.fraction(new double[] {5, 5, 5, 1}, 4, 1)).isEqualTo(1);
    }

    @Test
    void theWindowIsATenthOfTheHorizonAndAtLeastAStep() {
        assertThat(StepsToLoss.window(1)).isEqualTo(1);
        assertThat(StepsToLoss.window(19)).isEqualTo(1);
        assertThat(StepsToLoss.window(20)).isEqualTo(2);
        assertThat(StepsToLoss.window(10_000)).isEqualTo(1000);
    }

    @Test
    void oneThatNeverComesThereMakesTheGeometricMeanNever() {
        assertThat(StepsToLoss.geometricMean(new double[] {0.5, 2, 1})).isCloseTo(1, within(1e-12));
        assertThat(StepsToLoss.geometricMean(new double[] {0.25, 1})).isCloseTo(0.5, within(1e-12));
        assertThat(StepsToLoss.geometricMean(new double[] {0.25, StepsToLoss.NEVER}))
                .isEqualTo(StepsToLoss.NEVER);
        assertThat(StepsToLoss.geometricMean(new double[] {})).isNaN();
    }

    /** Of 8 the 4 in the middle; of 5 the middle three and a quarter less of both outer ones: (0.75·2 + 3 + 0.75·4)/2.5. Of 3: (0.25·1 + 2 + 0.25·6)/1.5. */
    @Test
    void theInterquartileMeanIsTheMeanOfTheMiddleHalf() {
        assertThat(StepsToLoss.interquartileMean(new double[] {8, 1, 7, 2, 6, 3, 5, 100}))
                .isCloseTo((3 + 5 + 6 + 7) / 4.0, within(1e-12));
        assertThat(StepsToLoss.interquartileMean(new double[] {1, 2, 3, 4, 50})).isCloseTo(3, within(1e-12));
        assertThat(StepsToLoss.interquartileMean(new double[] {6, 1, 2})).isCloseTo(2.5, within(1e-12));
        assertThat(StepsToLoss.interquartileMean(new double[] {4})).isCloseTo(4, within(1e-12));
        assertThat(StepsToLoss.interquartileMean(new double[] {})).isNaN();
    }

    @Test
    void aQuarterThatNeverComesThereIsOutsideTheMiddleHalfAndMoreIsNot() {
        double never = StepsToLoss.NEVER;
        assertThat(StepsToLoss.interquartileMean(new double[] {1, 2, 4, never})).isCloseTo(3, within(1e-12));
        assertThat(StepsToLoss.interquartileMean(new double[] {1, 2, never, never}))
                .isEqualTo(never);
    }
}
