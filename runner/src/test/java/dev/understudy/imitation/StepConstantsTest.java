package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Constants that change with the step, and a head's update from its gates, computed by hand. */
class StepConstantsTest {
    /** Momentum's buffer begins as the first gradient, whole. */
    @Test
    void dampeningBeginsWithTheSecondStep() {
        Teacher.Sgd damped = new Teacher.Sgd(0.1, 0.9, 0.25, false);
        assertThat(at(damped, 1)[1]).isEqualTo(1);
        assertThat(at(damped, 2)[1]).isEqualTo(0.75f);
        assertThat(at(damped, 100)[1]).isEqualTo(0.75f);
    }

    /** 1 − 0.5^t is 1/2, 3/4, 7/8; 1 − 0.19^t is 0.81 and 0.9639. */
    @Test
    void adamsCorrectionsAreThoseOfItsPaper() {
        Teacher.Adam adam = new Teacher.Adam(0.3, 0.5, 0.19, 1e-8);
        assertThat(at(adam, 1)[0]).isCloseTo(0.6f, within(1e-7f));
        assertThat(at(adam, 2)[0]).isCloseTo(0.4f, within(1e-7f));
        assertThat(at(adam, 3)[0]).isCloseTo(0.3f * 8 / 7, within(1e-7f));
        assertThat(at(adam, 1)[1]).isCloseTo(0.9f, within(1e-7f));
        assertThat(at(adam, 2)[1]).isCloseTo((float) Math.sqrt(0.9639), within(1e-7f));
    }

    /** 0.3/(1 + (t − 1)·0.5): 0.3/1, 0.3/1.5, 0.3/2. */
    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 0.2", "3, 0.15", "11, 0.05"})
    void adaGradsStepSizeDecaysFromItsFirstStepOn(int t, float stepSize) {
        assertThat(at(new Teacher.AdaGrad(0.3, 0.5, 0, 1e-10), t)[0]).isCloseTo(stepSize, within(1e-7f));
        assertThat(at(new Teacher.AdaGrad(0.3, 0, 0, 1e-10), t)[0]).isEqualTo(0.3f);
    }

    /**
     * μ is β₁·(1 − 0.96^{t·d}/2). With d = 0 it is 0.4 at every step, and Π is 0.4^t; with 0.96^d = 1/2 it is 0.6, 0.7, 0.75, and Π
     * 0.6, 0.42. At t = 1 the gradient weighs (1 − μ_1)/(1 − μ_1) = 1.
     */
    @Test
    void nAdamsLookAheadGrowsWithItsMomentum() {
        Teacher.NAdam even = new Teacher.NAdam(0.3, 0.8, 0.19, 1e-8, 0);
        assertThat(at(even, 1)).containsExactly(new float[] {0.3f, 0.9f, (float) (0.4 / 0.84)}, within(1e-6f));
        assertThat(at(even, 2))
                .containsExactly(
                        new float[] {0.3f * 0.6f / 0.84f, (float) Math.sqrt(0.9639), (float) (0.4 / 0.936 / 0.6 * 0.84)
                        },
                        within(1e-6f));
        Teacher.NAdam growing = new Teacher.NAdam(1, 0.8, 0, 1e-8, Math.log(0.5) / Math.log(0.96));
        assertThat(at(growing, 1)).containsExactly(new float[] {1, 1, (float) (0.7 / 0.58)}, within(1e-6f));
        assertThat(at(growing, 2))
                .containsExactly(
                        new float[] {(float) (0.3 / 0.58), 1, (float) (0.75 / 0.685 / 0.3 * 0.58)}, within(1e-6f));
    }

    /** Π is negligible long before: μ → 0.9, so that the gradient weighs 0.1 and its average 0.9. */
    @Test
    void nAdamSettlesAtTheWeightsOfBeta1() {
        Teacher.NAdam nadam = new Teacher.NAdam(2, 0.9, 0.999, 1e-8, 4e-3);
        assertThat(at(nadam, 1_000_000)).containsExactly(new float[] {0.2f, 1, 9}, within(1e-5f));
        Teacher.NAdam without = new Teacher.NAdam(2, 0, 0.999, 1e-8, 4e-3);
        assertThat(at(without, 7)[0]).isEqualTo(2);
        assertThat(at(without, 7)[2]).isZero();
    }

    private static float[] at(Teacher rule, int t) {
        float[] coefficients = new float[Teacher.COEFFICIENTS];
        rule.coefficients(t, coefficients, 0);
        return coefficients;
    }

    @Test
    void aRootScaleIsTheRootAndALittle() {
        assertThat(Formulas.rootScale(9, 0.5f)).isEqualTo(3.5f);
        assertThat(Formulas.rootScale(0, 1e-8f)).isEqualTo(1e-8f);
    }

    @Test
    void aHeadAddsTheGatedLastUpdateToItsGainTimesItsSignals() {
        assertThat(Formulas.headed(0.5f, 3, 7, 0.25f)).isEqualTo(0.5f * 3 + 7 * 0.25f);
        assertThat(Formulas.headed(0.5f, 3, 0, 0.25f)).isEqualTo(1.5f);
    }

    @Test
    void theLastUpdatesGateFades() {
        assertThat(Formulas.fading(0.5f)).isEqualTo(0.5f);
        assertThat(Formulas.fading(-0.5f)).isEqualTo(-0.5f);
        assertThat(Formulas.fading(7)).isEqualTo(0.999f);
        assertThat(Formulas.fading(-7)).isEqualTo(-0.999f);
        assertThat(Formulas.fading(Float.NaN)).isNaN();
    }
}
