package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The imitator's inputs, against the mathematics in double. */
class FeatureFormulasTest {
    @Test
    void theMagnitudeIsTheLogarithmOverSixteen() {
        for (double x = 1.2e-7; x < 8e6; x *= 1.013) {
            assertThat((double) Formulas.magnitude((float) x))
                    .as("magnitude(%s)", x)
                    .isCloseTo(Math.log((float) x) / 16, within(1e-6));
        }
    }

    @Test
    void theMagnitudeIsMinusOneForAllThatIsTooSmall() {
        for (float x : new float[] {0f, -0f, 1e-30f, 1e-8f}) {
            assertThat(Formulas.magnitudeOf(x)).isCloseTo(-1f, within(1e-6f));
            assertThat(Formulas.magnitudeOf(-x)).isEqualTo(Formulas.magnitudeOf(x));
        }
        assertThat(Formulas.magnitudeOf(-2.5f)).isEqualTo(Formulas.magnitudeOf(2.5f));
    }

    @Test
    void theSignIsTheGradientWhereTheMagnitudeSaysNoMore() {
        assertThat(Formulas.sign(0f)).isZero();
        assertThat(Formulas.sign(3f)).isEqualTo(1);
        assertThat(Formulas.sign(-1e-6f)).isEqualTo(-1);
        assertThat(Formulas.sign((float) Math.exp(-16) / 2)).isCloseTo(0.5f, within(1e-5f));
        assertThat(Formulas.sign((float) -Math.exp(-16) / 4)).isCloseTo(-0.25f, within(1e-5f));
    }

    @Test
    void theMagnitudeInNatsLiesAroundEToTheMinusEight() {
        assertThat(Formulas.nats((float) Math.exp(-8))).isCloseTo(0f, within(1e-5f));
        assertThat(Formulas.nats(-0.25f)).isCloseTo((float) Math.log(0.25) + 8, within(1e-5f));
        assertThat(Formulas.nats(0f)).isCloseTo(-8f, within(1e-5f));
    }

    @Test
    void theExponentialIsThatOfSixteenTimesItsArgumentUpToItsBounds() {
        for (float a = -1.5f; a < 1.5f; a += 0.0037f) {
            double expected = Math.exp(16.0 * Math.max(-1, Math.min(1, a)));
            assertThat(Formulas.exponential(a) / expected).as("at %s", a).isCloseTo(1, within(1e-5));
        }
        assertThat(Formulas.exponential(0f)).isOne();
        assertThat(Formulas.exponential(Float.NaN)).isNaN();
    }

    @Test
    void theProgressIsThePartOfThePlannedStepsAndStaysAtTheirEnd() {
        assertThat(Formulas.progress(1f, 4f)).isEqualTo(0.25f);
        assertThat(Formulas.progress(4f, 4f)).isOne();
        assertThat(Formulas.progress(5f, 4f)).isOne();
        assertThat(Formulas.progress(1f, 10_000f)).isEqualTo(1e-4f);
    }

    @Test
    void theLogarithmOfTheStepGoesToOneInTenThousandSteps() {
        assertThat(Formulas.logTime(1f)).isCloseTo(0.07525766f, within(1e-6f));
        assertThat(Formulas.logTime(99f)).isCloseTo(0.4999943f, within(1e-6f));
        assertThat(Formulas.logTime(10_000f)).isCloseTo(1f, within(2e-6f));
        for (int t = 1; t < 1_000_000; t += 1 + t / 7) {
            assertThat((double) Formulas.logTime(t))
                    .as("step %s", t)
                    .isCloseTo(Math.log(1.0 + t) / Math.log(10_001), within(3e-6));
        }
    }

    /** [I15] with k from its recurrence is Adam's bias correction. */
    @Test
    void anAverageOverTheSumOfItsWeightsIsAdamsCorrectedOne() {
        float m = 0f;
        float k = 0f;
        for (int t = 1; t <= 5_000; t++) {
            m = Formulas.average(m, 2f, 0.999f, (float) (1 - 0.999));
            k = Formulas.average(k, 1f, 0.999f, (float) (1 - 0.999));
            assertThat((double) k).as("step %d", t).isCloseTo(1 - Math.pow(0.999, t), within(1e-4));
            assertThat(Formulas.corrected(m, k)).isCloseTo(2f, within(1e-4f));
        }
    }

    @Test
    void theOwnScaleMakesAdadeltasStepOfTheGradient() {
        float g = 0.3f;
        float s = 0.02f;
        float a = 3e-5f;
        assertThat(Formulas.signal(g, Formulas.ownScale(s, a, 1e-6f)))
                .isCloseTo(Formulas.adadeltaStep(g, s, a, 1e-6f), within(1e-7f));
        assertThat(Formulas.ownSquare(-0.02f, 0.1f)).isCloseTo(0.04f, within(1e-8f));
    }
}
