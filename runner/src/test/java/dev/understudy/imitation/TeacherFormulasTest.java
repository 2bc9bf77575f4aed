package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The teachers' formulas [T1]–[T7], with answers that are known without a program. */
class TeacherFormulasTest {
    @Test
    void momentumUnderAConstantGradientGrowsToOneOverOneMinusMu() {
        float b = 0;
        for (int t = 0; t < 300; t++) {
            b = Formulas.momentum(b, 2, 0.9f, 1);
        }
        close(b, 20);
        close(Formulas.sgdUpdate(b, 0.01f), -0.2);
        close(Formulas.nesterovUpdate(2, b, 0.9f, 0.01f), -0.2);
    }

    @Test
    void dampeningHoldsBackTheGradientButNotTheBuffer() {
        close(Formulas.momentum(10, 2, 0.9f, 0.25f), 9.5);
    }

    @Test
    void nesterovLooksOneStepAhead() {
        close(Formulas.nesterovUpdate(3, 5, 0.9f, 0.1f), -0.75);
    }

    /** m̂ = g and v̂ = g² from the first step on, so that the update is lr against the sign of g. */
    @ParameterizedTest
    @ValueSource(floats = {-100, -1, -1e-3f, 1e-5f, 1, 30})
    void adamUnderAConstantGradientMovesByItsLearningRate(float g) {
        float m = 0;
        float v = 0;
        for (int t = 1; t <= 50; t++) {
            m = Formulas.average(m, g, 0.9f, (float) (1 - 0.9));
            v = Formulas.average(v, g * g, 0.999f, (float) (1 - 0.999));
            float u = Formulas.adamUpdate(
                    m, v, (float) (0.001 / (1 - Math.pow(0.9, t))), (float) Math.sqrt(1 - Math.pow(0.999, t)), 1e-8f);
            assertThat((double) u).as("step %s", t).isCloseTo(-0.001 * g / (Math.abs(g) + 1e-8), within(1e-8));
        }
    }

    @Test
    void adadeltaBeginsWithStepsOfTheRootOfEpsilonOverOneMinusRho() {
        float s = Formulas.average(0, 4, 0.9f, (float) (1 - 0.9));

        close(Formulas.adadeltaStep(2, s, 0, 1e-6f), 1e-3 / Math.sqrt(0.4 + 1e-6) * 2);
        close(Formulas.adadeltaStep(2, 4, 0.25f, 0.01f), Math.sqrt(0.26 / 4.01) * 2);
    }

    @Test
    void rmsPropAndAdaGradDivideByTheRootBesideEpsilon() {
        close(Formulas.overRoot(3, 4, 0.5f), 1.2);
        close(Formulas.overRoot(-3, 9, 1e-10f), -1);
        assertThat(Formulas.overRoot(0, 0, 1e-10f)).isZero();
    }

    @Test
    void nAdamLooksAheadFromTheGradientAlongItsAverage() {
        close(Formulas.lookAhead(3, 5, 0.5f), 5.5);
        close(Formulas.lookAhead(3, 5, 0), 3);
    }

    @Test
    void theVarianceIsNeverBelowZero() {
        close(Formulas.variance(5, 2), 1);
        assertThat(Formulas.variance(0.01f, 0.1f)).isGreaterThanOrEqualTo(0);
        assertThat(Formulas.variance(1, Math.nextUp(1f))).isZero();
    }

    private static void close(float found, double expected) {
        assertThat((double) found).isCloseTo(expected, within(1e-9 + 1e-6 * Math.abs(expected)));
    }
}
