package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Smoothing and thinning of series that are short enough to follow. */
class SmoothingByHandTest {
    // ---- smoothing ----

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "4, 2", "3, 3", "3, -1"})
    void aWindowIsOddAndLargerThanTheOrder(int window, int order) {
        assertThatThrownBy(() -> new SavitzkyGolay(window, order))
                .hasMessage(
                        "window is " + window + ", order " + order + "; expected an odd window, larger than the order");
    }

    /** The mean of three, and a window of one, which changes nothing. */
    @Test
    void orderZeroIsAMovingAverage() {
        assertThat(new SavitzkyGolay(3, 0).smooth(new double[] {3, 6, 0, 9}))
                .containsExactly(new double[] {3, 3, 5, 5}, within(1e-12));
        assertThat(new SavitzkyGolay(1, 0).smooth(new double[] {3, 6, 0, 9})).containsExactly(3, 6, 0, 9);
    }

    /** Of four values a window of three remains for order 2, which goes through all three; of two values none. */
    @Test
    void aShortPartTakesTheLargestOddWindowThatFits() {
        assertThat(new SavitzkyGolay(5, 0).smooth(new double[] {3, 6, 0, 9}))
                .containsExactly(new double[] {3, 3, 5, 5}, within(1e-12));
        assertThat(new SavitzkyGolay(5, 0).smooth(new double[] {3, 7})).containsExactly(3, 7);
        assertThat(new SavitzkyGolay(31, 2).smooth(new double[] {5, 1, 4}))
                .containsExactly(new double[] {5, 1, 4}, within(1e-12));
    }

    /** A straight line needs three values; two are left as they are. */
    @Test
    void aPartWithoutAWindowLargerThanTheOrderIsLeftAsItIs() {
        assertThat(new SavitzkyGolay(5, 1).smooth(new double[] {5, 7})).containsExactly(5, 7);
        assertThat(new SavitzkyGolay(5, 1).smooth(new double[] {5, 7, 3}))
                .containsExactly(new double[] {6, 5, 4}, within(1e-12));
    }

    // ---- the curve of the figure ----

    /** Fifteen on each side belong to the window of a value; a leap beyond them does not bound it. */
    @Test
    void aCurveIsBoundByTheLossesOfItsOwnWindow() {
        double[] losses =
                IntStream.range(0, 100).mapToDouble(i -> i < 50 ? 1 : 2).toArray();
        double[] smooth = new SavitzkyGolay(31, 2).smoothWithin(losses);
        assertThat(DoubleStream.of(smooth)).allMatch(value -> value >= 1 && value <= 2);
        assertThat(smooth[34]).isEqualTo(1);
        assertThat(smooth[65]).isEqualTo(2);
        assertThat(smooth[49]).isGreaterThan(1).isLessThan(1.5);
        assertThat(smooth[50]).isGreaterThan(1.5).isLessThan(2);
        losses[0] = Double.NaN;
        assertThat(new SavitzkyGolay(31, 2).smoothWithin(losses)[0]).isNaN();
        // A loss at 20 may move the curve from 5 to 35, and no further.
        double[] spike = new double[60];
        spike[20] = -100;
        double[] spiked = new SavitzkyGolay(31, 2).smoothWithin(spike);
        assertThat(spiked[4]).isZero();
        assertThat(spiked[36]).isZero();
        assertThat(spiked[20]).isNegative();
    }

    /** 23 ones between zeros overshoot 1 in their middle; a higher loss bounds the curve up to 15 steps away, on both sides. */
    @Test
    void aLossFifteenStepsAwayStillBoundsTheCurve() {
        for (int away : new int[] {-16, -15, 15, 16}) {
            double[] losses = new double[101];
            Arrays.fill(losses, 39, 62, 1);
            losses[50 + away] = 1.5;
            if (Math.abs(away) == 15) {
                assertThat(new SavitzkyGolay(31, 2).smoothWithin(losses)[50])
                        .as("%d", away)
                        .isBetween(1.09, 1.11);
            } else {
                assertThat(new SavitzkyGolay(31, 2).smoothWithin(losses)[50])
                        .as("%d", away)
                        .isEqualTo(1);
            }
        }
    }

    // ---- thinning ----

    @ParameterizedTest
    @CsvSource({
        // Of 100 values one keeps 10: one at the start, then every eleventh.
        "100, 10, '0,11,22,33,44,55,66,77,88,99'",
        "10, 10, '0,1,2,3,4,5,6,7,8,9'",
        "11, 10, '0,2,4,6,8,10'",
        "45, 20, '0,1,4,7,10,13,16,19,22,25,28,31,34,37,40,43,44'",
        "1, 10, '0'",
    })
    void theFirstTenthIsDenseAndTheRestIsEvenlySpaced(int n, int most, String expected) {
        assertThat(IntStream.of(Thinning.indices(n, most)).boxed().toList())
                .hasToString("[" + expected.replace(",", ", ") + "]");
    }

    @Test
    void valuesHaveTheirDigitsAndGaps() {
        double[] values = {2.2820712542161345, 100 * 0.28, 1e-7, 3, Double.NaN, Double.POSITIVE_INFINITY, -0.5, 3e9};
        assertThat(Thinning.values(values, IntStream.range(0, 9).toArray()).toString())
                .isEqualTo("[2.28207125421613,28,1.0E-7,3,null,null,-0.5,3.0E9,null]");
        double[] floats = {2.3818777f, 0.1f, Double.NaN, 3};
        assertThat(Thinning.floats(floats, IntStream.range(0, 5).toArray()).toString())
                .isEqualTo("[2.3818777,0.1,null,3,null]");
    }

    // ---- the budget of the page ----
}
