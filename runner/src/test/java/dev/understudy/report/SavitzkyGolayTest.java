package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SavitzkyGolayTest {
    @Test
    void aQuadraticIsReproducedExactlyUpToBothEdges() {
        double[] quadratic = IntStream.range(0, 100)
                .mapToDouble(i -> 3 - 0.7 * i + 0.02 * i * i)
                .toArray();
        assertThat(new SavitzkyGolay(31, 2).smooth(quadratic)).containsExactly(quadratic, within(1e-10));
    }

    @Test
    void anImpulseGivesThePublishedWeightsForWindowFive() {
        double[] impulse = {0, 0, 0, 0, 35, 0, 0, 0, 0};
        assertThat(new SavitzkyGolay(5, 2).smooth(impulse)[4]).isCloseTo(17, within(1e-12));
        assertThat(new SavitzkyGolay(5, 2).smooth(impulse)[3]).isCloseTo(12, within(1e-12));
        assertThat(new SavitzkyGolay(5, 2).smooth(impulse)[2]).isCloseTo(-3, within(1e-12));
    }

    /** The parabola that fits {4, 1, 0, 1, 9} at −2 … 2 is −3/7 + 1·x + 12/7·x²; a sixth value is outside the first window. */
    @Test
    void anEdgeIsReadOffTheParabolaOfItsWindow() {
        double[] smooth = new SavitzkyGolay(5, 2).smooth(new double[] {4, 1, 0, 1, 9, 2});
        assertThat(smooth[0]).isCloseTo(-3.0 / 7 - 2 + 48.0 / 7, within(1e-12));
        assertThat(smooth[1]).isCloseTo(-3.0 / 7 - 1 + 12.0 / 7, within(1e-12));
        assertThat(smooth[2]).isCloseTo(-3.0 / 7, within(1e-12));
    }

    @Test
    void whatIsNotFiniteSeparatesPartsThatAreSmoothedOnTheirOwn() {
        double[] values = IntStream.range(0, 40)
                .mapToDouble(i -> i < 20 ? i : 1000 + i * i)
                .toArray();
        values[20] = Double.NaN;
        double[] smooth = new SavitzkyGolay(7, 2).smooth(values);
        values[20] = Double.NaN;
        assertThat(smooth).containsExactly(values, within(1e-9));
    }

    @Test
    void aPartShorterThanTheWindowIsStillAParabolaAndTheShortestIsLeftAlone() {
        assertThat(new SavitzkyGolay(31, 2).smooth(new double[] {1, 4, 9, 16, 25, 36}))
                .containsExactly(new double[] {1, 4, 9, 16, 25, 36}, within(1e-9));
        assertThat(new SavitzkyGolay(31, 2).smooth(new double[] {5, 1})).containsExactly(5, 1);
        assertThat(new SavitzkyGolay(31, 2).smooth(new double[0])).isEmpty();
    }

    @Test
    void anEvenWindowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SavitzkyGolay(30, 2))
                .withMessageContaining("window is 30");
    }

    @Test
    void theCurveOfTheFigureStaysWithinTheLossesOfItsWindow() {
        double[] leap = new double[60];
        Arrays.fill(leap, 0, 30, 2.3);
        Arrays.fill(leap, 30, 60, 100);
        double[] smooth = new SavitzkyGolay(31, 2).smoothWithin(leap);
        assertThat(Arrays.stream(new SavitzkyGolay(31, 2).smooth(leap))).anyMatch(value -> value < 2.3);
        assertThat(Arrays.stream(smooth)).hasSize(60).allMatch(value -> value >= 2.3 && value <= 100);
        assertThat(smooth[10]).isEqualTo(2.3);
    }
}
