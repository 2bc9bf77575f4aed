package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Clock;
import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.junit.jupiter.api.Test;

/** [L12] on two particles, by losses that other kernels compute from the particles' θ. */
class UnseenLossesTest {
    private static final long SEED = 11;
    private static final int WINDOW = 7;
    private static final Problem WHOLE = task(0, 40);

    private static Problem task(int first, int samples) {
        return new Problem(
                Optimizee.halfPlane(),
                new Samples.HalfPlane(first, samples),
                8,
                new Teacher.Adam(0.03),
                EvolutionOnCpuTest.IMITATOR,
                false);
    }

    private static Evolution evolution(double unseen) {
        return new Evolution(
                Estimator.NRES,
                1,
                0.01,
                WINDOW,
                7,
                70,
                0.02,
                5,
                Fade.NONE,
                0.7,
                0,
                1,
                0,
                0,
                Evolution.Learns.ALL,
                unseen);
    }

    private static final int COORDINATES = WHOLE.optimizee().coordinates();

    private static FusedPopulation population(Problem task, double unseen) {
        PopulationSpec spec = PopulationSpec.of(task, evolution(unseen), SEED, 2, false, false);
        FusedPopulation population =
                FusedPopulation.open(spec, (samples, seed) -> new CpuKernels(samples, seed, 2, 1, COORDINATES, 1));
        population.clock().set(0, 3, 0, 70);
        population.clock().set(1, 3, 0, 70);
        population.begin(new boolean[] {true, true});
        return population;
    }

    private static float[] phis() {
        float[] phis = new float[2 * EvolutionOnCpuTest.IMITATOR.weights()];
        for (int i = 0; i < phis.length; i++) {
            phis[i] = (float) Math.sin(i);
        }
        return phis;
    }

    /** [K][2] */
    private static float[] losses(FusedPopulation population, int steps) {
        float[] losses = new float[2 * WINDOW];
        population.run(phis(), steps, false);
        population.losses(losses);
        return losses;
    }

    /** The losses of θ [2][P] at a step, on samples of a task. */
    private static float[] direct(Problem task, long seed, float[] theta, int step) {
        try (Kernels kernels = new CpuKernels(task, seed, 2, 1, COORDINATES, 1)) {
            Clock clock = new Clock(2);
            clock.set(0, 3, step, 70);
            clock.set(1, 3, step, 70);
            Buffer buffer = kernels.buffer(theta.length);
            buffer.write(0, theta);
            Buffer losses = kernels.buffer(2);
            kernels.gradient(buffer, clock, kernels.buffer(theta.length), 0, losses, 0);
            return losses.read();
        }
    }

    /** θ after so many steps on the first 30 samples alone. */
    private static float[] theta(int steps) {
        try (FusedPopulation alone = population(task(0, 30), 0)) {
            alone.run(phis(), steps, false);
            return alone.read("theta");
        }
    }

    @Test
    void everyFifthStepIsMeasuredOnTheLastQuarterAndCountsUntilTheNext() {
        try (FusedPopulation population = population(WHOLE, 1)) {
            float[] found = losses(population, WINDOW);
            float[] first = direct(task(30, 10), UnseenLosses.seed(SEED), theta(0), 0);
            float[] second = direct(task(30, 10), UnseenLosses.seed(SEED), theta(5), 5);
            assertThat(first[0]).isEqualTo(first[1]);
            assertThat(second[0]).isNotEqualTo(second[1]);
            for (int k = 0; k < WINDOW; k++) {
                assertThat(found[2 * k]).isEqualTo(k < 5 ? first[0] : second[0]);
                assertThat(found[2 * k + 1]).isEqualTo(k < 5 ? first[1] : second[1]);
            }
        }
    }

    @Test
    void bothCountByTheirLogarithms() {
        try (FusedPopulation plain = population(task(0, 30), 0);
                FusedPopulation other = population(WHOLE, 1);
                FusedPopulation mixed = population(WHOLE, 0.25)) {
            float[] seen = losses(plain, WINDOW);
            float[] unseen = losses(other, WINDOW);
            float[] found = losses(mixed, WINDOW);
            for (int i = 0; i < found.length; i++) {
                assertThat((double) found[i])
                        .isCloseTo(
                                Math.exp(0.75 * Math.log(seen[i]) + 0.25 * Math.log(unseen[i])),
                                org.assertj.core.api.Assertions.within(1e-6));
            }
        }
    }

    @Test
    void theNetworksAreTrainedOnTheOthersAlone() {
        try (FusedPopulation population = population(WHOLE, 0.5)) {
            population.run(phis(), WINDOW, false);
            assertThat(population.read("theta")).containsExactly(theta(WINDOW));
        }
    }

    @Test
    void aTaskWithoutAQuarterIsRefused() {
        EvolutionSpec four = spec(task(0, 4));
        assertThat(four.tasks()).hasSize(1);
        assertThatThrownBy(() -> spec(task(0, 3)))
                .hasMessage("data is 3 samples; expected at least four with evolution.unseen");
    }

    private static EvolutionSpec spec(Problem task) {
        return new EvolutionSpec(List.of(task), List.of(), 5, evolution(0.5), new Teacher.Sgd(1), 0, 0);
    }
}
