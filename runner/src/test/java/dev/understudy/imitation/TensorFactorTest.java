package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** [I25] The factor of a tensor, against the mathematics in double. */
class TensorFactorTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1", "1, 1", "0.3, -0.2", "-0.5, 0.7"})
    void itIsTheProductOfTwoPowers(float alpha, float beta) {
        for (float update : new float[] {3e-7f, 1e-4f, 0.01f, 2f}) {
            for (float weights : new float[] {2e-5f, 0.02f, 1 / 16f, 0.5f, 5f}) {
                double expected = Math.pow(0.02f / update, alpha) * Math.pow(weights * 16.0, beta);
                assertThat(Formulas.tensorFactor(alpha, beta, update, 0.02f, weights) / expected)
                        .as("at %s, %s", update, weights)
                        .isCloseTo(1, within(1e-4));
            }
        }
    }

    @Test
    void withoutExponentsItIsExactlyOne() {
        for (float x : new float[] {0f, 1e-38f, 1f, 1e30f}) {
            assertThat(Formulas.tensorFactor(0f, -0f, x, 0.01f, x)).isEqualTo(1f);
            assertThat(Formulas.tensorFactor(-0f, 0f, x, 0.01f, x)).isEqualTo(1f);
        }
    }

    @Test
    void whatIsTooSmallCountsAsTheSmallestThereIs() {
        assertThat(Formulas.tensorFactor(0f, 1f, 1f, 1f, 0f) * 4096).isCloseTo(1f, within(1e-4f));
        assertThat(Formulas.tensorFactor(0f, 1f, 1f, 1f, 1f / 65536))
                .isEqualTo(Formulas.tensorFactor(0f, 1f, 1f, 1f, 0f));
        assertThat(Formulas.tensorFactor(0f, 1f, 1f, 1f, 1f / 32768) * 2048).isCloseTo(1f, within(1e-4f));
        float most = (float) Math.exp(16);
        assertThat(Formulas.tensorFactor(1f, 0f, 0f, 1f, 1f) / most).isCloseTo(1f, within(1e-4f));
        assertThat(Formulas.tensorFactor(1f, 0f, 0f, 1e-3f, 1f)).isEqualTo(Formulas.tensorFactor(1f, 0f, 0f, 1f, 1f));
        assertThat(Formulas.tensorFactor(1f, 1f, 0f, 1f, 100f) / most)
                .as("no more")
                .isCloseTo(1f, within(1e-4f));
        assertThat(Formulas.tensorFactor(9f, 0f, 1e9f, 1f, 1f) * most)
                .as("no less")
                .isCloseTo(1f, within(1e-4f));
    }
}
