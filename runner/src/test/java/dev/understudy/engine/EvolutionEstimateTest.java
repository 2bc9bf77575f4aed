package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * [L7] The estimates of both estimators for a quadratic with a known gradient. At window n of an episode, of a loss L = Σ q(φ) over the windows so far, the gradient
 * is n·∇q for both; of a loss that forgets, L = q(φ) of the last window, it is ∇q. For one pair and a linear q = a·φ the variance of component w is,
 * with memory, n²·(|a|² + a_w²) for both; without, |a|² + a_w² for NRES and n·|a|² + a_w² for PES.
 */
class EvolutionEstimateTest {
    private static final double[] A = new double[imitator().weights()];
    private static final double[] H = new double[A.length];
    private static final int WINDOWS = 3;
    private static final int PAIRS = 4000;

    static {
        A[0] = 0.5;
        A[1] = -1;
        A[2] = 0.25;
        A[39] = 2;
    }

    static Imitator imitator() {
        return new Imitator(List.of(2), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
    }

    static EvolutionSpec spec(Evolution evolution, Teacher metaOptimizer) {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 10), 1, new Teacher.Sgd(1), imitator(), false);
        return new EvolutionSpec(List.of(problem), List.of(), 5, evolution, metaOptimizer, 0, 0);
    }

    private static PairedTask task(EvolutionSpec spec, Population population) {
        return new PairedTask(spec, 0, new LocalParticles(spec, PairRange.all(spec, 0), population));
    }

    /** The mean and the variance of one pair's estimates, of all pairs that are at window n of their episode. */
    private static double[][] estimates(Estimator estimator, boolean lasting, double[] h, int n, float[] phi) {
        double[] mean = new double[A.length];
        double[] square = new double[A.length];
        int count = 0;
        // One pair for each seed; all episodes have the same length, except for the part that the first one omits.
        for (int seed = 0; count < PAIRS; seed++) {
            Evolution evolution = new Evolution(
                    estimator,
                    1,
                    0.01,
                    2,
                    2 * WINDOWS,
                    2 * WINDOWS,
                    0.02,
                    1e30,
                    Fade.NONE,
                    0.7,
                    0,
                    1,
                    0,
                    0,
                    Evolution.Learns.ALL,
                    0);
            EvolutionSpec spec = new EvolutionSpec(
                    spec(evolution, new Teacher.Sgd(1)).tasks(), List.of(), seed, evolution, new Teacher.Sgd(1), 0, 0);
            PairEpisodes episodes = new PairEpisodes(evolution, spec.seed(0), 0, 1);
            PairedTask task = task(spec, new QuadraticPopulation(spec, 2, A, h, lasting));
            for (int m = 0; m < 3 * WINDOWS; m++) {
                double[] gradient = new double[A.length];
                boolean wanted = episodes.window[0] == n - 1 && episodes.episode[0] == 1;
                task.start(phi, false);
                task.end(0, gradient, 1);
                episodes.advance();
                for (int w = 0; wanted && w < gradient.length; w++) {
                    mean[w] += gradient[w];
                    square[w] += gradient[w] * gradient[w];
                }
                count += wanted ? 1 : 0;
            }
        }
        double[] variance = new double[A.length];
        for (int w = 0; w < A.length; w++) {
            mean[w] /= count;
            variance[w] = square[w] / count - mean[w] * mean[w];
        }
        return new double[][] {mean, variance};
    }

    private static void check(
            Estimator estimator, boolean lasting, double meanFactor, double sizeFactor, double ownFactor) {
        double[][] found = estimates(estimator, lasting, H, WINDOWS, new float[A.length]);
        double size = 0;
        for (double a : A) {
            size += a * a;
        }
        for (int w = 0; w < A.length; w++) {
            double variance = sizeFactor * size + ownFactor * A[w] * A[w];
            assertThat(found[0][w])
                    .as("mean " + w)
                    .isCloseTo(meanFactor * A[w], within(4.5 * Math.sqrt(variance / PAIRS)));
            assertThat(found[1][w]).as("variance " + w).isCloseTo(variance, within(0.2 * variance));
        }
    }

    @Test
    void ofALossWithMemoryBothSeeTheWholeGradient() {
        check(Estimator.NRES, true, WINDOWS, WINDOWS * WINDOWS, WINDOWS * WINDOWS);
        check(Estimator.PES, true, WINDOWS, WINDOWS * WINDOWS, WINDOWS * WINDOWS);
    }

    @Test
    void ofALossWithoutMemoryPesVariesWithTheNumberOfWindowsAndNresDoesNot() {
        check(Estimator.NRES, false, 1, 1, 1);
        check(Estimator.PES, false, 1, WINDOWS, 1);
    }

    /** Of one pair, whose episodes are of several lengths, window by window. */
    @Test
    void withEmphasisAWindowsEstimateHasTheWeightOfItsPlaceInTheEpisode() {
        double[][] gradients = new double[2][];
        for (int m = 0; m < 40; m++) {
            PairEpisodes episodes = null;
            Evolution evolution = null;
            for (int emphasis = 0; emphasis < 2; emphasis++) {
                evolution = new Evolution(
                        Estimator.NRES,
                        1,
                        0.01,
                        2,
                        4,
                        16,
                        0.02,
                        1e30,
                        Fade.NONE,
                        0.7,
                        0,
                        1,
                        0,
                        3 * emphasis,
                        Evolution.Learns.ALL,
                        0);
                EvolutionSpec spec = new EvolutionSpec(
                        spec(evolution, new Teacher.Sgd(1)).tasks(), List.of(), 3, evolution, new Teacher.Sgd(1), 0, 0);
                PairedTask task = task(spec, new QuadraticPopulation(spec, 2, A, H, false));
                task.restore(m, Map.of("sum", new float[2]));
                episodes = new PairEpisodes(evolution, spec.seed(0), 0, 1);
                episodes.to(m);
                gradients[emphasis] = new double[A.length];
                task.start(new float[A.length], false);
                task.end(0, gradients[emphasis], 1);
            }
            double weight = evolution.weight(episodes.window[0], episodes.windows[0]);
            assertThat(gradients[0][3]).isNotZero();
            for (int w = 0; w < A.length; w++) {
                assertThat(gradients[1][w])
                        .isCloseTo(weight * gradients[0][w], within(1e-9 * Math.abs(gradients[0][w])));
            }
        }
    }

    @Test
    void whatIsCurvedCancelsBetweenTheTwoOfAPair() {
        double[] h = new double[A.length];
        java.util.Arrays.fill(h, 3);
        float[] phi = new float[A.length];
        phi[1] = 0.5f;
        double[][] found = estimates(Estimator.NRES, false, h, 1, phi);
        double size = 0;
        for (int w = 0; w < A.length; w++) {
            size += Math.pow(A[w] + 3 * phi[w], 2);
        }
        for (int w = 0; w < A.length; w++) {
            double slope = A[w] + 3 * phi[w];
            assertThat(found[0][w]).isCloseTo(slope, within(4.5 * Math.sqrt((size + slope * slope) / PAIRS)));
        }
    }
}
