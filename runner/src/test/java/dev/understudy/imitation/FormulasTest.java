package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas against the mathematics in double, and derivatives against central differences. The teachers: {@link TeacherFormulasTest}. */
class FormulasTest {
    private static final float LAST = 12;

    // ---- [I3] tanh, [I4] sigmoid ----

    /** Down to 1e-30; below about 1e-36 the products of the fraction leave the range of normal floats. */
    @Test
    void tanhIsRightToSevenUnitsInTheLastPlaceAndToFourInTenMillion() {
        for (float x = 1e-30f; x < LAST; x = next(x)) {
            double error = Math.abs(Formulas.tanh(x) - Math.tanh(x));
            if (error > 7 * Math.ulp((float) Math.tanh(x)) || error > 4.2e-7) {
                assertThat(Formulas.tanh(x)).as("tanh(%s)", x).isEqualTo((float) Math.tanh(x));
            }
        }
    }

    @Test
    void tanhIsOddAndStaysWithinOne() {
        for (float x = 1e-30f; x < LAST; x = next(x)) {
            if (Formulas.tanh(-x) != -Formulas.tanh(x) || Formulas.tanh(x) > 1) {
                assertThat(Formulas.tanh(-x))
                        .as("tanh(%s)", -x)
                        .isEqualTo(-Formulas.tanh(x))
                        .isGreaterThanOrEqualTo(-1);
            }
        }
    }

    @Test
    void tanhOfWhatIsNearlyZeroIsNearlyItself() {
        for (float x : new float[] {1e-37f, 1e-38f, 1e-40f, Float.MIN_VALUE}) {
            assertThat(Formulas.tanh(x)).as("tanh(%s)", x).isCloseTo(x, Offset.offset(1e-42f));
        }
        assertThat(Float.floatToRawIntBits(Formulas.tanh(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(Float.floatToRawIntBits(Formulas.tanh(0f))).isZero();
    }

    @Test
    void tanhIsExactlyOneFromItsBoundOnAndKeepsNaN() {
        for (float x : new float[] {7.9053111f, 8, 100, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(Formulas.tanh(x)).as("tanh(%s)", x).isEqualTo(1);
            assertThat(Formulas.tanh(-x)).as("tanh(%s)", -x).isEqualTo(-1);
        }
        assertThat(Formulas.tanh(Float.NaN)).isNaN();
    }

    @Test
    void sigmoidIsTheLogisticFunctionWithinTwoInTenMillion() {
        for (float x = -30; x < 30; x += 0.0003f) {
            float y = Formulas.sigmoid(x);
            if (Math.abs(y - logistic(x)) > 2e-7 || y < 0 || y > 1) {
                assertThat((double) y).as("sigmoid(%s)", x).isBetween(0.0, 1.0).isCloseTo(logistic(x), within(2e-7));
            }
        }
    }

    @Test
    void sigmoidEndsAtZeroAndOneAndKeepsNaN() {
        assertThat(Formulas.sigmoid(0)).isEqualTo(0.5f);
        assertThat(Formulas.sigmoid(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Formulas.sigmoid(Float.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Formulas.sigmoid(-1e30f)).isZero();
        assertThat(Formulas.sigmoid(Float.NaN)).isNaN();
    }

    // ---- derivatives ----

    @ParameterizedTest
    @ValueSource(floats = {-12, -5, -1.5f, -0.1f, 0, 1e-3f, 0.7f, 2, 6, 12})
    void theSlopesOfSigmoidAndTanhAreThoseOfCentralDifferences(float x) {
        assertThat((double) Formulas.sigmoidSlope(Formulas.sigmoid(x)))
                .isCloseTo(slope(FormulasTest::logistic, x), within(1e-6));
        assertThat((double) Formulas.tanhSlope(Formulas.tanh(x))).isCloseTo(slope(Math::tanh, x), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0.02", "-0.01, 0.02", "1e-6, -3e-6", "-1e-5, 0", "0, 1e-4", "3, 2.5", "1e-3, 1e-3"})
    void theRelativeErrorAndItsSlopeAreThoseOfItsDefinition(float truth, float predicted) {
        DoubleUnaryOperator error = x -> (truth - x) / (truth + 1e-8);

        close(Formulas.relativeError(truth, predicted), error.applyAsDouble(predicted));
        close(Formulas.relativeSlope(truth), slope(error, predicted));
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 0.02, 5e-5",
        "-0.01, 0.02, 5e-5",
        "1e-6, -3e-6, 5e-5",
        "0, 1e-4, 5e-4",
        "-1e-8, 0, 5e-5",
        "3, 2.5, 0.05"
    })
    void theScaledErrorAndItsSlopeAreThoseOfItsDefinition(float truth, float predicted, float floor) {
        DoubleUnaryOperator error = x -> (truth - x) / (Math.abs((double) truth) + floor);

        close(Formulas.scaledError(truth, predicted, floor), error.applyAsDouble(predicted));
        close(Formulas.scaledSlope(truth, floor), slope(error, predicted));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1000, -1.5f, -1.01f, -0.99f, -0.3f, -1e-4f, 0, 1e-4f, 0.3f, 0.99f, 1.01f, 1.5f, 1000})
    void hubersFunctionAndItsSlopeAreThoseOfItsDefinition(float e) {
        close(Formulas.huber(e), huber(e));
        close(Formulas.huberSlope(e), slope(FormulasTest::huber, e));
    }

    @Test
    void hubersFunctionHasNoStepAndNoKinkAtItsCorner() {
        for (float sign : new float[] {-1, 1}) {
            for (float e : new float[] {Math.nextDown(1f), 1, Math.nextUp(1f)}) {
                assertThat(Formulas.huber(sign * e))
                        .as("huber(%s)", sign * e)
                        .isCloseTo(0.5f, within(2 * Math.ulp(1f)));
                assertThat(Formulas.huberSlope(sign * e))
                        .as("slope at %s", sign * e)
                        .isCloseTo(sign, within(Math.ulp(1f)));
            }
            assertThat(Formulas.huber(sign)).isEqualTo(0.5f);
            assertThat(Formulas.huberSlope(sign)).isEqualTo(sign);
        }
    }

    /** A NaN that became a number here would hide a diverged run. */
    @Test
    void theLossesKeepNaNAndInfinity() {
        assertThat(Formulas.huber(Float.NaN)).isNaN();
        assertThat(Formulas.huberSlope(Float.NaN)).isNaN();
        assertThat(Formulas.huber(Float.NEGATIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Formulas.huberSlope(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Formulas.scaledError(0, Float.NaN, 1)).isNaN();
        assertThat(Formulas.relativeError(Float.NaN, 0)).isNaN();
    }

    // ---- cell, head, optimizee ----

    @Test
    void aCellKeepsWhatItForgetsNotAndAddsWhatItLetsIn() {
        assertThat(Formulas.carry(1, 3, 0, 7)).isEqualTo(3);
        assertThat(Formulas.carry(0, 3, 1, 7)).isEqualTo(7);
        assertThat(Formulas.carry(0.5f, 3, 0.25f, -2)).isEqualTo(1);
        assertThat(Formulas.output(0.5f, -0.5f)).isEqualTo(-0.25f);
    }

    @Test
    void theGatedHeadIsSgdWithOneConstantGateAndMomentumWithTwo() {
        float[] gradients = {1, -2, 0.5f, 4};
        float last = 0;
        float buffer = 0;
        for (float g : gradients) {
            assertThat(Formulas.gated(g, -0.01f, last, 0)).isEqualTo(-0.01f * g);
            last = Formulas.gated(g, -0.01f, last, 0.9f);
            buffer = Formulas.momentum(buffer, g, 0.9f, 1);
            close(last, Formulas.sgdUpdate(buffer, 0.01f));
        }
    }

    @Test
    void aPixelIsNormalisedAsTheSourceDoes() {
        close(Formulas.normalised(0, 0.1307f, 0.3081f), -0.1307 / 0.3081);
        close(Formulas.normalised(255, 0.1307f, 0.3081f), (1 - 0.1307) / 0.3081);
        close(Formulas.normalised(100, 0.1307f, 0.3081f), (100 / 255.0 - 0.1307) / 0.3081);
    }

    @Test
    void initialWeightsReachFromBoundToBound() {
        assertThat(Formulas.initialWeight(0, 0.2f)).isEqualTo(-0.2f);
        assertThat(Formulas.initialWeight(0.5f, 0.2f)).isZero();
        assertThat(Formulas.initialWeight(Philox.uniform(-1), 0.2f))
                .isLessThanOrEqualTo(0.2f)
                .isGreaterThan(0.19999f);
    }

    @Test
    void reluCutsBelowZeroAndKeepsNaN() {
        assertThat(Formulas.relu(-3)).isZero();
        assertThat(Formulas.relu(0)).isZero();
        assertThat(Formulas.relu(3)).isEqualTo(3);
        assertThat(Formulas.relu(Float.NaN)).isNaN();
        assertThat(Formulas.dropped(3, 2)).isEqualTo(6);
    }

    /** Each power of two in 250,000 parts or so: dense, and done in a blink. */
    private static float next(float x) {
        return Math.max(Math.nextUp(x), x * 1.00001f);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double huber(double e) {
        return Math.abs(e) <= 1 ? e * e / 2 : Math.abs(e) - 0.5;
    }

    private static double slope(DoubleUnaryOperator f, double x) {
        double h = 1e-6;
        return (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
    }

    private static void close(float found, double expected) {
        assertThat((double) found).isCloseTo(expected, within(1e-9 + 1e-6 * Math.abs(expected)));
    }
}
