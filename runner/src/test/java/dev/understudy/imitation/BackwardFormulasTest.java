package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The formulas at the start of the backward passes: the optimizee's losses [O5] [O6], and one cell of the LSTM [I10]
 * [I11].
 */
class BackwardFormulasTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "2.5, 0", "2.5, 1", "-7, 1", "30, 0", "-30, 1", "30, 1"})
    void binaryCrossEntropyAndItsSlopeAreThoseOfItsDefinition(float z, float label) {
        DoubleUnaryOperator loss = x -> label * Math.log1p(Math.exp(-x)) + (1 - label) * Math.log1p(Math.exp(x));

        close(Formulas.logitLoss(z, label), loss.applyAsDouble(z));
        assertThat((double) Formulas.logitSlope(z, label)).isCloseTo(slope(loss, z), within(1e-6));
    }

    @Test
    void binaryCrossEntropyDoesNotOverflow() {
        assertThat(Formulas.logitLoss(-1000, 1)).isEqualTo(1000);
        assertThat(Formulas.logitLoss(1000, 1)).isZero();
        assertThat(Formulas.logitSlope(-1000, 1)).isEqualTo(-1);
        assertThat(Formulas.logitSlope(1000, 1)).isZero();
    }

    @Test
    void softmaxCrossEntropyAndItsSlopesAreThoseOfItsDefinition() {
        double[] logits = {1.5, -2, 0.25, 3};
        int label = 2;
        double top = 3;
        float sum = 0;
        for (double logit : logits) {
            sum += Formulas.exp((float) (logit - top));
        }
        close(Formulas.softmaxLoss((float) (logits[label] - top), sum), crossEntropy(logits, label, 0, logits[0]));
        for (int k = 0; k < logits.length; k++) {
            int at = k;
            float found = Formulas.softmaxSlope(Formulas.exp((float) (logits[k] - top)), sum, k == label ? 1 : 0);
            assertThat((double) found)
                    .as("logit %s", k)
                    .isCloseTo(slope(x -> crossEntropy(logits, label, at, x), logits[k]), within(1e-6));
        }
    }

    /** One cell with h = o·tanh(f·c + i·g), and a loss 0.7·h + 0.3·c_t; each pre-activation is moved in turn. */
    @Test
    void theGradientsOfACellAreThoseOfCentralDifferences() {
        double[] z = {0.3, -0.8, 0.5, 1.2};
        float last = -0.6f;
        float i = Formulas.sigmoid((float) z[0]);
        float f = Formulas.sigmoid((float) z[1]);
        float g = Formulas.tanh((float) z[2]);
        float o = Formulas.sigmoid((float) z[3]);
        float tanhC = Formulas.tanh(Formulas.carry(f, last, i, g));
        float dc = Formulas.cellGradient(0.3f, 0.7f, o, tanhC);
        float[] found = {
            Formulas.sigmoidGateGradient(dc, g, i), Formulas.sigmoidGateGradient(dc, last, f),
            Formulas.tanhGateGradient(dc, i, g), Formulas.sigmoidGateGradient(0.7f, tanhC, o)
        };

        for (int q = 0; q < 4; q++) {
            int gate = q;
            double expected = slope(
                    x -> {
                        double[] moved = z.clone();
                        moved[gate] = x;
                        double c = logistic(moved[1]) * last + logistic(moved[0]) * Math.tanh(moved[2]);
                        return 0.7 * logistic(moved[3]) * Math.tanh(c) + 0.3 * c;
                    },
                    z[q]);
            assertThat((double) found[q]).as("gate %s of i, f, g, o", q).isCloseTo(expected, within(1e-6));
        }
    }

    /** −log softmax(logits)[label], with logit {@code at} replaced by x. */
    private static double crossEntropy(double[] logits, int label, int at, double x) {
        double[] moved = logits.clone();
        moved[at] = x;
        return Math.log(Arrays.stream(moved).map(Math::exp).sum()) - moved[label];
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double slope(DoubleUnaryOperator f, double x) {
        double h = 1e-6;
        return (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
    }

    private static void close(float found, double expected) {
        assertThat((double) found).isCloseTo(expected, within(1e-9 + 1e-6 * Math.abs(expected)));
    }
}
