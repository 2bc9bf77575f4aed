package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * [L5] A whole meta-step of the fused engine against central differences in float64: of the half-plane's losses when the imitator of {@link
 * DoubleModel} drives, with the gradients of the first φ, whichever φ drives then.
 */
@Tag("slow")
class TaskGradientTest {
    private static final int STEPS = 4;
    private static final int BATCH = 8;
    private static final long SEED = 5;
    private static final double DIFFERENCE = 1e-5;
    /** A meta-optimizer's step so large that φ − lr·gradient is all gradient, in all digits. */
    private static final double HUGE = 0x1p20;

    private static final Samples.HalfPlane POINTS = new Samples.HalfPlane(0, 1 << 24);
    private static final int P = Optimizee.halfPlane().coordinates();
    private static final Imitator ZERO_OUT =
            new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.05, 0, false);
    private static final Imitator CONSTANT =
            new Imitator(List.of(), Features.MOMENTS, Moments.DEFAULTS, Head.CONSTANT, 0.05, 0, false);

    /** @param before meta-steps before the one whose gradient is computed, with the same φ */
    static Stream<Arguments> unrolls() {
        return Stream.of(
                Arguments.of("gated", Imitator.gated(2), false, 2, 0, 0),
                Arguments.of("gated, logarithmic", Imitator.gated(2), true, 2, 0, 0),
                Arguments.of("the second unroll of an episode", Imitator.gated(2), true, 1, 1, 0),
                Arguments.of("zero-out", ZERO_OUT, false, 2, 0, 0),
                Arguments.of("zero-out, logarithmic, the third unroll", ZERO_OUT, true, 1, 2, 0),
                Arguments.of("constant", CONSTANT, true, 1, 0, 0),
                Arguments.of("a sample of 5 coordinates", ZERO_OUT, false, 2, 0, 5),
                Arguments.of("a sample, logarithmic, the second unroll", Imitator.gated(2), true, 1, 1, 7));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unrolls")
    void theMetaGradientIsTheDerivativeOfTheTasksLoss(
            String what, Imitator imitator, boolean logarithmic, int replicas, int before, int sample) {
        float[] phi = start(imitator);
        TrainingSpec still = spec(imitator, logarithmic, replicas, sample, 1e-30);
        float[] after;
        float loss;
        try (Engine engine = FusedEngine.onCpu(1);
                MetaTraining waiting = engine.train(still, phi);
                MetaTraining training = engine.train(spec(imitator, logarithmic, replicas, sample, HUGE), phi)) {
            waiting.run(before);
            Snapshot snapshot = waiting.snapshot();
            training.restore(snapshot);
            training.run(1);
            after = training.phi();
            MetaTraining.Losses losses = training.losses();
            assertThat(losses.imitation()).containsExactly(Float.NaN);
            loss = losses.task()[0];
        }
        double value = 0;
        double[] expected = new double[phi.length];
        for (int r = 0; r < replicas; r++) {
            Reference reference = new Reference(imitator, doubles(phi), logarithmic, r, before * STEPS, sample);
            value += reference.value(reference.phi) / replicas;
            for (int w = 0; w < phi.length; w++) {
                expected[w] += reference.derivative(w) / replicas;
            }
        }
        double error = 0;
        double norm = 0;
        for (int w = 0; w < phi.length; w++) {
            error += Math.pow((phi[w] - after[w]) / HUGE - expected[w], 2);
            norm += expected[w] * expected[w];
        }
        assertThat(norm).isPositive();
        assertThat(Math.sqrt(error / norm)).as("relative error of the gradient").isLessThan(2e-5);
        assertThat((double) loss).isCloseTo(value, within(1e-6));
    }

    private static TrainingSpec spec(
            Imitator imitator, boolean logarithmic, int replicas, int sample, double learningRate) {
        Problem problem = new Problem(Optimizee.halfPlane(), POINTS, BATCH, new Teacher.Adam(1e-2), imitator, false);
        return new TrainingSpec(
                problem,
                SEED,
                STEPS,
                (replicas == 1 ? 3 : 1) * STEPS, // episodes of several replicas would begin at different times
                replicas,
                new Objective.Backprop(logarithmic, Fade.NONE),
                ImitationLoss.HUBER,
                new Teacher.Sgd(learningRate),
                new Practice(0, 0, 0, 0.05, 0, sample),
                0);
    }

    private static float[] start(Imitator imitator) {
        float[] phi = imitator.initialWeights(7);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = Philox.uniform(Philox.word(SEED, Philox.PHI, 1, 0, i)) - 0.5f; // a head of zeros has no way back
        }
        return phi;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    /** One replica's first episode, up to the end of an unroll. */
    private static final class Reference {
        final double[] phi;
        private final boolean logarithmic;
        private final int episode;
        private final int first; // steps before the unroll
        private final Set<Integer> sampled = new HashSet<>();
        private final DoubleModel model;
        private final double[] theta = new double[P];
        private final float[] met; // [first + STEPS][P], gradients when φ drives
        private final double[] driven; // [first + STEPS][P], its updates

        Reference(Imitator imitator, double[] phi, boolean logarithmic, int episode, int first, int sample) {
            this.phi = phi;
            this.logarithmic = logarithmic;
            this.episode = episode;
            this.first = first;
            model = new DoubleModel(imitator, ImitationLoss.HUBER, 1);
            for (int k = 0; k < (sample == 0 ? P : sample); k++) {
                sampled.add(sample == 0 ? k : Philox.sampled(SEED, episode, k, sample, P));
            }
            for (int p = 0; p < P; p++) { // [O2], 12 coordinates with a fan-in of 2, then 5 with one of 4
                float u = Philox.uniform(Philox.word(SEED, Philox.INIT, episode, 0, p));
                theta[p] = (2 * u - 1) * (float) (1 / Math.sqrt(p < 12 ? 2 : 4));
            }
            float[] g = new float[0];
            double[] updates = new double[0];
            double[] at = theta.clone();
            for (int t = 0; t < first + STEPS; t++) {
                g = Arrays.copyOf(g, (t + 1) * P);
                loss(at, t, g, t * P);
                updates = updates(phi, g);
                for (int p = 0; p < P; p++) {
                    at[p] += updates[t * P + p];
                }
            }
            met = g;
            driven = updates;
        }

        private double[] updates(double[] with, float[] g) {
            return model.run(phi, first, with, g, new float[g.length], P, null);
        }

        /** The mean of the losses after each step of the unroll, or of their logarithms. */
        double value(double[] with) {
            double[] updates = updates(with, met);
            double[] at = theta.clone();
            double sum = 0;
            for (int t = 0; t < first + STEPS; t++) {
                for (int p = 0; p < P; p++) {
                    at[p] += (sampled.contains(p) ? updates : driven)[t * P + p];
                }
                if (t >= first) {
                    double f = loss(at, t + 1, null, 0);
                    sum += logarithmic ? Math.log(f) : f;
                }
            }
            return sum / STEPS;
        }

        double derivative(int w) {
            double[] up = phi.clone();
            double[] down = phi.clone();
            up[w] += DIFFERENCE;
            down[w] -= DIFFERENCE;
            return (value(up) - value(down)) / (2 * DIFFERENCE) * P / sampled.size(); // the others stand for all
        }

        /** [O6] of the batch of step t: z = W2·(W1·x + b1) + b2. @param gradient null if it is not wanted */
        private double loss(double[] at, int t, float[] gradient, int to) {
            double sum = 0;
            double[] slopes = new double[P];
            for (int b = 0; b < BATCH; b++) {
                int row = Philox.below(POINTS.count(), Philox.word(SEED, Philox.BATCH, episode, t, b));
                double x0 = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, 2 * row));
                double x1 = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, 2 * row + 1));
                double label = (float) x0 + (float) x1 > 5f ? 1 : 0;
                double[] h = new double[4];
                double z = at[16];
                for (int k = 0; k < 4; k++) {
                    h[k] = at[2 * k] * x0 + at[2 * k + 1] * x1 + at[8 + k];
                    z += at[12 + k] * h[k];
                }
                sum += Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
                double d = (1 / (1 + Math.exp(-z)) - label) / BATCH;
                slopes[16] += d;
                for (int k = 0; k < 4; k++) {
                    slopes[12 + k] += d * h[k];
                    slopes[8 + k] += d * at[12 + k];
                    slopes[2 * k] += d * at[12 + k] * x0;
                    slopes[2 * k + 1] += d * at[12 + k] * x1;
                }
            }
            for (int p = 0; gradient != null && p < P; p++) {
                gradient[to + p] = (float) slopes[p];
            }
            return sum / BATCH;
        }
    }
}
