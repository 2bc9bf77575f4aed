package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Rollout.Agreement;
import org.junit.jupiter.api.Test;

/** The three figures of agreement between two vectors of updates, computed by hand. */
class AgreementTest {
    @Test
    void sumsAreReadInTheOrderOfTheirNames() {
        Agreement read = Agreement.of(new float[] {-1, 1, 2, 3, 4, 5, 6, -1}, 1);

        assertThat(read).isEqualTo(new Agreement(1, 2, 3, 4, 5, 6));
        assertThat(Agreement.SUMS).isEqualTo(6);
    }

    @Test
    void eachSumIsAddedToItsOwn() {
        assertThat(new Agreement(1, 2, 3, 4, 5, 6).plus(new Agreement(10, 200, 3000, 40_000, 500_000, 6_000_000)))
                .isEqualTo(new Agreement(11, 202, 3003, 40_004, 500_005, 6_000_006));
        assertThat(Agreement.NONE.plus(new Agreement(1, 2, 3, 4, 5, 6))).isEqualTo(new Agreement(1, 2, 3, 4, 5, 6));
    }

    /**
     * u = (3, −4) and Δ̂ = (4, 3): Δ̂ − u = (1, 7), so error 50 and signed 8; truth 25, predicted 25, product 12 − 12 = 0,
     * size 7.
     */
    @Test
    void vectorsAtARightAngleHaveTheCosineZero() {
        Agreement right = new Agreement(50, 25, 25, 0, 8, 7);

        assertThat(right.cosine()).isZero();
        assertThat(right.relativeError()).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(right.bias()).isEqualTo(8 / 7.0);
    }

    /** u = (3, −4) and Δ̂ = (6, −8): Δ̂ − u = u, so error 25 and signed −1; truth 25, predicted 100, product 50, size 7. */
    @Test
    void aPredictionTwiceTooLargeHasTheCosineOneAndTheErrorOne() {
        Agreement twice = new Agreement(25, 25, 100, 50, -1, 7);

        assertThat(twice.cosine()).isEqualTo(1);
        assertThat(twice.relativeError()).isEqualTo(1);
        assertThat(twice.bias()).isEqualTo(-1 / 7.0);
    }

    /** u = (3, −4) and Δ̂ = (1.5, −2): error 6.25, truth 25, predicted 6.25, product 12.5. */
    @Test
    void aPredictionHalfAsLargeHasHalfTheError() {
        Agreement half = new Agreement(6.25, 25, 6.25, 12.5, 0.5, 7);

        assertThat(half.cosine()).isEqualTo(1);
        assertThat(half.relativeError()).isEqualTo(0.5);
    }
}
