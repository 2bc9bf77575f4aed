package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Philox;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Backpropagation through the imitator against central differences of a float64 model that shares no code with the
 * kernels: plain loops, Math.tanh, all hidden sizes and layers, both losses, with and without teacher forcing.
 */
class GradientCheckTest {
    private static final int STEPS = 7;
    private static final int COORDINATES = 33;
    private static final double FLOOR = 0.05;

    @ParameterizedTest
    @CsvSource({"2, 0, RELATIVE, false", "2, 0, HUBER, true", "5, 0, HUBER, false", "3, 4, HUBER, false", "4, 3, RELATIVE, true"})
    void theMetaGradientIsTheDerivativeOfTheLoss(int lower, int upper, ImitationLoss loss, boolean forced) {
        Imitator imitator = new Imitator(upper == 0 ? List.of(lower) : List.of(lower, upper), Imitator.Features.GRADIENT, Imitator.Head.GATED, forced);
        float[] phi = imitator.initialWeights(7);
        float[] g = noise(1, 1f);
        float[] u = noise(2, 1f);
        for (int i = 0; i < u.length; i++) {
            u[i] += Math.signum(u[i]) * 0.3f; // the relative loss is singular near zero
        }
        float[] metaGradient = new float[phi.length];
        float[] value = new float[1];
        Kernels.Carry carry = new Kernels.Carry(buffer(imitator.carried() * COORDINATES), buffer(imitator.carried() * COORDINATES), buffer(COORDINATES));
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(imitator, false, STEPS, 1, COORDINATES, 1).train(pool, phi, g, u, carry, loss, (float) FLOOR,
                    new float[STEPS * COORDINATES], metaGradient, value, 0, null);
        }
        double[] exact = new double[phi.length];
        for (int i = 0; i < phi.length; i++) {
            exact[i] = phi[i];
        }
        assertThat((double) value[0]).isCloseTo(loss(imitator, exact, g, u, loss), org.assertj.core.data.Percentage.withPercentage(1e-3));
        double error = 0;
        double norm = 0;
        for (int i = 0; i < phi.length; i++) {
            double[] moved = exact.clone();
            moved[i] += 1e-5;
            double up = loss(imitator, moved, g, u, loss);
            moved[i] -= 2e-5;
            double slope = (up - loss(imitator, moved, g, u, loss)) / 2e-5;
            error += Math.pow(metaGradient[i] - slope, 2);
            norm += slope * slope;
        }
        assertThat(Math.sqrt(error / norm)).isLessThan(1e-4);
    }

    private static double loss(Imitator imitator, double[] phi, float[] g, float[] u, ImitationLoss loss) {
        double sum = 0;
        for (int p = 0; p < COORDINATES; p++) {
            int layers = imitator.hidden().size();
            double[][] h = new double[layers][];
            double[][] c = new double[layers][];
            for (int l = 0; l < layers; l++) {
                h[l] = new double[imitator.hidden().get(l)];
                c[l] = new double[imitator.hidden().get(l)];
            }
            double last = 0;
            for (int t = 0; t < STEPS; t++) {
                double[] x = {g[t * COORDINATES + p]};
                for (int l = 0; l < layers; l++) {
                    cell(imitator.layout().subList(4 * l, 4 * l + 4), phi, x, h[l], c[l]);
                    x = h[l];
                }
                double predicted = g[t * COORDINATES + p] * x[0] + last * x[1];
                double truth = u[t * COORDINATES + p];
                double e = loss == ImitationLoss.RELATIVE ? (truth - predicted) / (truth + 1e-8) : (truth - predicted) / (Math.abs(truth) + FLOOR);
                sum += loss == ImitationLoss.RELATIVE ? e * e : Math.abs(e) < 1 ? e * e / 2 : Math.abs(e) - 0.5;
                last = imitator.supplyTruth() ? truth : predicted;
            }
        }
        return loss == ImitationLoss.RELATIVE ? Math.sqrt(sum) : sum / (STEPS * COORDINATES);
    }

    private static void cell(List<Imitator.Part> parts, double[] phi, double[] x, double[] h, double[] c) {
        int n = h.length;
        double[] z = new double[4 * n];
        for (int k = 0; k < 4 * n; k++) {
            z[k] = phi[parts.get(2).offset() + k] + phi[parts.get(3).offset() + k];
            for (int j = 0; j < x.length; j++) {
                z[k] += phi[parts.get(0).offset() + k * x.length + j] * x[j];
            }
            for (int j = 0; j < n; j++) {
                z[k] += phi[parts.get(1).offset() + k * n + j] * h[j];
            }
        }
        for (int k = 0; k < n; k++) {
            c[k] = sigmoid(z[n + k]) * c[k] + sigmoid(z[k]) * Math.tanh(z[2 * n + k]);
            h[k] = sigmoid(z[3 * n + k]) * Math.tanh(c[k]);
        }
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static float[] noise(int stream, float scale) {
        int[] words = new int[STEPS * COORDINATES];
        Philox.words(99, stream, 0, 0, 0, words.length, words);
        float[] values = new float[words.length];
        Arrays.setAll(new double[words.length], i -> values[i] = (2 * Philox.uniform(words[i]) - 1) * scale);
        return values;
    }

    private static Buffer buffer(int n) {
        return new CpuBuffer(new float[n]);
    }
}
