package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Extension;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [I25] The factors of tensors when an imitator drives or predicts: in rollouts and among particles. */
class TensorScaleTest {
    private static final Moments OWN = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.9);
    /** Its last update has a gate, and its own squares are averaged: all that an update may be read by. */
    private static final Imitator WITHOUT =
            new Imitator(List.of(3), Features.MOMENTS, OWN, Head.ZERO_OUT, 0.01, 0, false);

    private static final Imitator WITH = WITHOUT.withTensorScale(true);

    /** Tensors of 40, 20, 20 and 1. */
    private static Problem problem(Imitator imitator) {
        Samples samples = new Samples.HalfPlane(0, 500);
        return new Problem(
                new Optimizee.Layers(
                        samples.shape(),
                        List.of(new Layer.Dense(20), new Layer.Relu(), new Layer.Dense(1)),
                        Optimizee.Loss.BINARY_CROSS_ENTROPY),
                samples,
                8,
                new Teacher.Adam(0.01),
                imitator,
                false);
    }

    /** A head that does something. */
    private static float[] phi(Imitator imitator) {
        float[] phi = imitator.initialWeights(5);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = 0.1f * (Philox.uniform(Philox.word(5, Philox.PHI, 1, 0, i)) - 0.5f);
        }
        return phi;
    }

    private static float[] with(float alpha, float beta) {
        float[] phi = Extension.of(WITHOUT, phi(WITHOUT), WITH);
        phi[phi.length - 2] = alpha;
        phi[phi.length - 1] = beta;
        return phi;
    }

    private static RolloutSpec loop(Imitator imitator, WhoDrives driver) {
        return new RolloutSpec(problem(imitator), 3, driver, 1e-3);
    }

    private static double rms(float[] values, int from, int to) {
        double sum = 0;
        for (int p = from; p < to; p++) {
            sum += (double) values[p] * values[p];
        }
        return Math.sqrt(sum / (to - from));
    }

    /** The updates in double, computed from those without factors and from the weights before the step. */
    private static float[] expected(float[] update, float[] theta, double alpha, double beta) {
        int[] bounds = problem(WITH).layers().tensors();
        float[] expected = update.clone();
        for (int k = 0; k + 1 < bounds.length; k++) {
            double factor = Math.pow(0.01 / rms(update, bounds[k], bounds[k + 1]), alpha)
                    * Math.pow(16 * rms(theta, bounds[k], bounds[k + 1]), beta);
            for (int p = bounds[k]; p < bounds[k + 1]; p++) {
                expected[p] *= (float) factor;
            }
        }
        return expected;
    }

    private static void close(float[] found, float[] expected) {
        double size = rms(expected, 0, expected.length);
        for (int p = 0; p < found.length; p++) {
            assertThat((double) found[p]).isCloseTo(expected[p], within(1e-4 * size));
        }
    }

    @ParameterizedTest
    @EnumSource(WhoDrives.class)
    void withoutExponentsHundredsOfStepsHaveTheSameBits(WhoDrives driver) {
        for (boolean forced : new boolean[] {false, true}) {
            try (FusedEngine engine = FusedEngine.onCpu(2);
                    Rollout a = engine.rollout(loop(WITHOUT.forced(forced), driver), phi(WITHOUT));
                    Rollout b = engine.rollout(loop(WITH.forced(forced), driver), with(0, 0))) {
                a.run(400);
                b.run(400);
                assertThat(b.theta()).containsExactly(a.theta());
                assertThat(b.predicted()).containsExactly(a.predicted());
                assertThat(b.trace().agreement()).containsExactly(a.trace().agreement());
            }
        }
    }

    @Test
    void theFactorIsOfTheWeightsBeforeTheStepWhoeverDrives() {
        try (FusedEngine engine = FusedEngine.onCpu(2)) {
            for (WhoDrives driver : WhoDrives.values()) {
                try (Rollout a = engine.rollout(loop(WITHOUT, driver), phi(WITHOUT));
                        Rollout b = engine.rollout(loop(WITH, driver), with(0.7f, 2f))) {
                    float[] theta = a.theta();
                    a.run(1);
                    b.run(1);
                    close(b.predicted(), expected(a.predicted(), theta, 0.7, 2));
                }
            }
        }
    }

    /** θ does not change, so both read the same gradients: only their carry could differ. */
    @Test
    void whatIsCarriedIsTheUpdateBeforeTheFactor() {
        try (FusedEngine engine = FusedEngine.onCpu(2);
                Rollout a = engine.rollout(loop(WITHOUT, WhoDrives.NO_UPDATE), phi(WITHOUT));
                Rollout b = engine.rollout(loop(WITH, WhoDrives.NO_UPDATE), with(-0.4f, 0.7f))) {
            for (int t = 0; t < 20; t++) {
                a.run(1);
                b.run(1);
                close(b.predicted(), expected(a.predicted(), a.theta(), -0.4, 0.7));
            }
        }
    }

    @Test
    void byTheFirstExponentEveryTensorMovesAsFarAsTheGainSays() {
        int[] bounds = problem(WITH).layers().tensors();
        try (FusedEngine engine = FusedEngine.onCpu(2);
                Rollout rollout = engine.rollout(loop(WITH, WhoDrives.IMITATOR), with(1, 0))) {
            for (int t = 0; t < 20; t++) {
                rollout.run(1);
                for (int k = 0; k + 1 < bounds.length; k++) {
                    assertThat(rms(rollout.predicted(), bounds[k], bounds[k + 1]))
                            .isCloseTo(0.01, within(1e-6));
                }
            }
        }
    }

    @Test
    void theTeacherBesideItMovesAsItDoesAlone() {
        try (FusedEngine engine = FusedEngine.onCpu(2);
                Rollout alone = engine.rollout(loop(WITH, WhoDrives.TEACHER), null);
                Rollout beside = engine.rollout(loop(WITH, WhoDrives.TEACHER), with(1, 1))) {
            alone.run(50);
            beside.run(50);
            assertThat(beside.theta()).containsExactly(alone.theta());
        }
    }

    @Test
    void theNumberOfThreadsChangesNoBitOfALoop() {
        float[][] theta = new float[3][];
        for (int i = 0; i < 3; i++) {
            try (FusedEngine engine = FusedEngine.onCpu(1 + 2 * i);
                    Rollout rollout = engine.rollout(loop(WITH, WhoDrives.IMITATOR), with(0.5f, 0.5f))) {
                rollout.run(50);
                theta[i] = rollout.theta();
            }
        }
        assertThat(theta[1]).containsExactly(theta[0]);
        assertThat(theta[2]).containsExactly(theta[0]);
    }

    // ---- particles ----

    private static FusedPopulation population(Imitator imitator, double rescale, int particles) {
        Problem problem = problem(imitator);
        Evolution evolution = new Evolution(
                Estimator.NRES,
                1,
                0.01,
                300,
                10,
                400,
                0.02,
                5,
                Fade.NONE,
                0.7,
                0,
                rescale,
                0,
                0,
                Evolution.Learns.ALL,
                0);
        PopulationSpec spec = PopulationSpec.of(problem, evolution, 11, particles, true, rescale != 1);
        int coordinates = problem.optimizee().coordinates();
        FusedPopulation population =
                FusedPopulation.open(spec, (task, seed) -> new CpuKernels(task, seed, particles, 1, coordinates, 2));
        boolean[] all = new boolean[particles];
        Arrays.fill(all, true);
        for (int r = 0; r < particles; r++) {
            population.clock().set(r, r, 0, 40);
        }
        population.begin(all);
        return population;
    }

    private static float[] repeated(float[] phi, int times) {
        float[] all = new float[times * phi.length];
        for (int r = 0; r < times; r++) {
            System.arraycopy(phi, 0, all, r * phi.length, phi.length);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 8})
    void withoutExponentsParticlesHaveTheSameBits(double rescale) {
        try (FusedPopulation a = population(WITHOUT, rescale, 3);
                FusedPopulation b = population(WITH, rescale, 3)) {
            a.run(repeated(phi(WITHOUT), 3), 300, true);
            b.run(repeated(with(0, 0), 3), 300, true);
            for (String tensor : a.tensors()) {
                assertThat(b.read(tensor)).as(tensor).containsExactly(a.read(tensor));
            }
        }
    }

    /**
     * Signs of gradients do not depend on the scale s of [L9], and an update of θ', in units of θ', is one of θ in units of θ. So with β = 1 a
     * rescaled network goes the same way, and without it s times as far.
     */
    @Test
    void byTheSecondExponentAScaledNetworkMovesAsOneThatIsNot() {
        Imitator sign = new Imitator(List.of(), Features.LOG_SIGN, Moments.DEFAULTS, Head.CONSTANT, 0.01, 0, false)
                .withTensorScale(true);
        float[] byWeights = {-1, 0, 1, 1}; // the sign's gate, that of the last update, and the exponents
        float[] plain = {-1, 0, 0, 0};
        try (FusedPopulation usual = population(sign, 1, 4);
                FusedPopulation scaled = population(sign, 8, 4);
                FusedPopulation far = population(sign, 8, 4);
                FusedPopulation near = population(sign, 1, 4)) {
            float[] start = usual.read("theta");
            for (FusedPopulation population : List.of(usual, scaled)) {
                population.run(repeated(byWeights, 4), 1, false);
            }
            close(moved(scaled, start), moved(usual, start));
            for (FusedPopulation population : List.of(far, near)) {
                population.run(repeated(plain, 4), 1, false);
            }
            assertThat(rms(moved(far, start), 0, 81) / rms(moved(near, start), 0, 81))
                    .as("s of the first, so that the test means something")
                    .satisfies(s -> assertThat(Math.abs(Math.log(s))).isGreaterThan(0.3));
        }
    }

    private static float[] moved(FusedPopulation population, float[] start) {
        float[] moved = population.read("theta");
        for (int p = 0; p < moved.length; p++) {
            moved[p] -= start[p];
        }
        return moved;
    }

    /** Each with exponents and a schedule [I26] of its own. */
    @Test
    void particlesOneByOneHaveTheBitsThatTheyHaveTogether() {
        Imitator both = WITH.withTime(true).withSchedule(true);
        EvolutionSpec spec = EvolutionOnCpuTest.spec(both, Estimator.NRES, 0.05, 2);
        PopulationSpec particles = PopulationSpec.of(spec.tasks().get(1), spec.evolution(), 11, 4, true, true);
        float[] phis = new float[4 * both.weights()];
        for (int r = 0; r < 4; r++) {
            float[] phi = Extension.of(WITH, with(0.3f * r, 0.5f - 0.4f * r), both);
            phi[both.scheduleOffset() + 1] = 0.3f * r - 0.2f;
            phi[both.scheduleOffset() + 3] = 0.25f;
            System.arraycopy(phi, 0, phis, r * phi.length, phi.length);
        }
        int coordinates = particles.task().optimizee().coordinates();
        try (ParallelPopulation one = new ParallelPopulation(particles, 3);
                FusedPopulation all = FusedPopulation.open(
                        particles, (task, seed) -> new CpuKernels(task, seed, 4, 1, coordinates, 2))) {
            for (var population : List.of(one, all)) {
                for (int r = 0; r < 4; r++) {
                    population.clock().set(r, r / 2, 0, 20);
                }
                population.begin(new boolean[] {true, true, true, true});
                population.run(phis, 5, true);
                population.run(phis, 5, true);
            }
            for (String tensor : all.tensors()) {
                assertThat(one.read(tensor)).as(tensor).containsExactly(all.read(tensor));
            }
            float[] theta = all.read("theta");
            assertThat(Arrays.copyOf(theta, coordinates))
                    .as("the other particle of the pair")
                    .isNotEqualTo(Arrays.copyOfRange(theta, coordinates, 2 * coordinates));
        }
    }

    // ---- learning ----

    @ParameterizedTest
    @EnumSource(Estimator.class)
    void evolutionLearnsTheExponentsAndGoesOnAsIfItHadNotBeenInterrupted(Estimator estimator) {
        EvolutionSpec spec = EvolutionOnCpuTest.spec(WITH, estimator, 0.05, 3);
        try (FusedEngine engine = FusedEngine.onCpu(2);
                FusedEngine single = FusedEngine.onCpu(1)) {
            Snapshot expected = EvolutionOnCpuTest.after(engine, spec, 9);
            float[] phi = expected.tensors().get("phi").data();
            assertThat(phi).hasSize(WITHOUT.weights() + 2);
            assertThat(Math.abs(phi[phi.length - 2])).as("alpha").isGreaterThan(1e-3f);
            assertThat(Math.abs(phi[phi.length - 1])).as("beta").isGreaterThan(1e-3f);
            Snapshot first = EvolutionOnCpuTest.after(single, spec, 4);
            try (MetaTraining second = single.evolve(spec, null)) {
                second.restore(first);
                second.run(5);
                expected.tensors()
                        .forEach((name, tensor) -> assertThat(
                                        second.snapshot().tensors().get(name).data())
                                .as(name)
                                .containsExactly(tensor.data()));
            }
        }
    }

    @Test
    void theOtherObjectivesRefuseIt() {
        TrainingSpec spec = new TrainingSpec(problem(WITH), 1, 5, 5, 1, ImitationLoss.HUBER, new Teacher.Adam(0.01), 0);
        try (FusedEngine engine = FusedEngine.onCpu(1);
                MetaTraining training = engine.train(spec, with(0.5f, 1))) {
            assertThat(training.phi()).as("without a meta-step").containsExactly(with(0.5f, 1));
            assertThatThrownBy(() -> training.run(1))
                    .hasMessage(
                            "imitator.tensorScale is true; expected false with training.objective imitation: only evolution learns it, since no meta-gradient is taken through it");
        }
        assertThatThrownBy(() -> problem(Imitator.gated(2).withTensorScale(true)))
                .hasMessageContaining("with head gated");
    }
}
