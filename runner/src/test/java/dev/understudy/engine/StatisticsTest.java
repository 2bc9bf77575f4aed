package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The six statistics, computed by hand. */
class StatisticsTest {
    /**
     * 0, 0, 0, 4: mean 1, deviations −1, −1, −1, 3. Σd² = 12, over n 3; Σd³ = 24, over n 6, over 3^1.5 2/√3; Σd⁴ = 84, over
     * n 21, over 3² 7/3, less 3 −2/3.
     */
    @Test
    void theMomentsAreOverNAndTheKurtosisIsTheExcess() {
        Statistics found = Statistics.of(new float[] {0, 4, 0, 0}, 4);

        assertThat(found.min()).isZero();
        assertThat(found.max()).isEqualTo(4);
        assertThat(found.mean()).isEqualTo(1);
        assertThat(found.variance()).isEqualTo(3);
        assertThat(found.skewness()).isCloseTo(2 / Math.sqrt(3), within(1e-12));
        assertThat(found.kurtosis()).isCloseTo(-2 / 3.0, within(1e-12));
    }

    @Test
    void aLongTailToTheLeftHasNegativeSkewness() {
        Statistics found = Statistics.of(new float[] {0, -4, 0, 0}, 4);

        assertThat(found.skewness()).isCloseTo(-2 / Math.sqrt(3), within(1e-12));
        assertThat(found.min()).isEqualTo(-4);
        assertThat(found.max()).isZero();
    }

    @Test
    void onlyTheFirstValuesCount() {
        assertThat(Statistics.of(new float[] {0, 4, 0, 0, 1000}, 4))
                .isEqualTo(Statistics.of(new float[] {0, 4, 0, 0}, 4));
    }

    @Test
    void equalValuesHaveNoSkewnessAndNoKurtosis() {
        assertThat(Statistics.of(new float[] {2, 2}, 2)).isEqualTo(new Statistics(2, 2, 2, 0, 0, 0));
    }

    @Test
    void notANumberAnywhereIsNotANumberEverywhere() {
        Statistics found = Statistics.of(new float[] {1, Float.NaN, 3}, 3);

        assertThat(new double[] {found.min(), found.max(), found.mean(), found.variance(), found.skewness()})
                .containsOnly(Double.NaN);
        assertThat(found.kurtosis()).isNaN();
    }

    /** |−3| and |1|: mean 2, deviations ±1. */
    @Test
    void magnitudesHaveNoSign() {
        Statistics found = Statistics.ofMagnitudes(new float[] {-3, 1});

        assertThat(found).isEqualTo(new Statistics(1, 3, 2, 1, 0, -2));
    }

    /** |(2 − 1) / 2| = 0.5 and |(−4 + 7) / −4| = 0.75. */
    @Test
    void aRelativeErrorIsOverTheTruthAndHasNoSign() {
        Statistics found = Statistics.ofRelativeErrors(new float[] {2, -4}, new float[] {1, -7});

        assertThat(found.min()).isCloseTo(0.5, within(1e-6));
        assertThat(found.max()).isCloseTo(0.75, within(1e-6));
        assertThat(found.mean()).isCloseTo(0.625, within(1e-6));
    }

    @Test
    void aLoopsStateIsOfMagnitudesAndInItsOrder() {
        Rollout.State state = Rollout.State.of(
                new float[] {-10, 20}, new float[] {-300, 100}, new float[] {2, -4}, new float[] {1, -7});

        assertThat(state.theta().mean()).isEqualTo(15);
        assertThat(state.cell().mean()).isEqualTo(200);
        assertThat(state.cell().max()).isEqualTo(300);
        assertThat(state.relativeError().mean()).isCloseTo(0.625, within(1e-6));
    }

    /** The updates keep their signs: (2 − 4) / 2 and (1 − 7) / 2. */
    @Test
    void diagnosticsAreOfSignedValuesEachUnderItsName() {
        MetaTraining.Diagnostics found =
                MetaTraining.Diagnostics.of(new float[] {2, -4}, new float[] {1, -7}, new float[] {30, -10});

        assertThat(found.relativeError().mean()).isCloseTo(0.625, within(1e-6));
        assertThat(found.teacherUpdates().mean()).isEqualTo(-1);
        assertThat(found.predictedUpdates().mean()).isEqualTo(-3);
        assertThat(found.gradients().mean()).isEqualTo(10);
    }
}
