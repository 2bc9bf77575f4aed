package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Population;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Evolution by the CPU's kernels: two tasks on the half-plane, one of them with dropout, with an imitator that has moments. */
class EvolutionOnCpuTest {
    static final Imitator IMITATOR =
            new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.03, 0, false).withTime(true);

    private static Problem problem(Imitator imitator, int first, Layer... layers) {
        Samples samples = new Samples.HalfPlane(first, 500);
        Optimizee network = layers.length == 0
                ? Optimizee.halfPlane()
                : new Optimizee.Layers(samples.shape(), List.of(layers), Optimizee.Loss.BINARY_CROSS_ENTROPY);
        return new Problem(network, samples, 8, new Teacher.Adam(0.03), imitator, false);
    }

    static EvolutionSpec spec(Imitator imitator, Estimator estimator, double sigma, int pairs) {
        return spec(imitator, estimator, sigma, pairs, 0);
    }

    static EvolutionSpec spec(Imitator imitator, Estimator estimator, double sigma, int pairs, double unseen) {
        Evolution evolution = new Evolution(
                estimator,
                pairs,
                sigma,
                5,
                10,
                40,
                0.02,
                5,
                new Fade(0.5, 0, 2, 6),
                0.7,
                0.5,
                4,
                3,
                0,
                Evolution.Learns.ALL,
                unseen);
        List<Problem> tasks = List.of(
                problem(imitator, 0),
                problem(
                        imitator,
                        0,
                        new Layer.Dense(5),
                        new Layer.Tanh(),
                        new Layer.Dropout(0.2, false),
                        new Layer.Dense(1)));
        List<Problem> validation = List.of(problem(imitator, 500));
        return new EvolutionSpec(tasks, validation, 11, evolution, new Teacher.Adam(0.01), 1, 0);
    }

    static Snapshot after(FusedEngine engine, EvolutionSpec spec, int metaSteps) {
        try (MetaTraining training = engine.evolve(spec, null)) {
            training.run(metaSteps);
            return training.snapshot();
        }
    }

    static void assertSame(Snapshot found, Snapshot expected) {
        assertThat(found.tensors().keySet()).isEqualTo(expected.tensors().keySet());
        expected.tensors()
                .forEach((name, tensor) ->
                        assertThat(found.tensors().get(name).data()).as(name).containsExactly(tensor.data()));
    }

    @ParameterizedTest
    @CsvSource({"NRES, 0", "PES, 0", "NRES, 0.5"})
    void theNumberOfThreadsDoesNotMatter(Estimator estimator, double unseen) {
        EvolutionSpec spec = spec(IMITATOR, estimator, 0.05, 3, unseen);
        Snapshot expected;
        try (FusedEngine engine = FusedEngine.onCpu(1)) {
            expected = after(engine, spec, 8);
        }
        for (int threads : new int[] {2, 5}) {
            try (FusedEngine engine = FusedEngine.onCpu(threads)) {
                assertSame(after(engine, spec, 8), expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NRES, 0", "PES, 0", "PES, 0.5"})
    void whatIsContinuedInTheMiddleOfEpisodesIsWhatWasNotInterrupted(Estimator estimator, double unseen) {
        EvolutionSpec spec = spec(IMITATOR, estimator, 0.05, 3, unseen);
        try (FusedEngine engine = FusedEngine.onCpu(2)) {
            Snapshot expected = after(engine, spec, 9);
            for (int at : new int[] {1, 4, 7}) {
                Snapshot first = after(engine, spec, at);
                try (MetaTraining second = engine.evolve(spec, null)) {
                    second.restore(first);
                    second.run(9 - at);
                    assertSame(second.snapshot(), expected);
                }
            }
        }
    }

    /** Of kernels that take all particles through every step, as on a GPU. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void particlesOneByOneHaveTheBitsThatTheyHaveTogether(double unseen) {
        EvolutionSpec spec = spec(IMITATOR, Estimator.PES, 0.05, 3, unseen);
        PopulationSpec particles =
                PopulationSpec.of(spec.tasks().get(1), spec.evolution(), 11, spec.particles(), true, true);
        float[] phis = new float[6 * IMITATOR.weights()];
        for (int i = 0; i < phis.length; i++) {
            phis[i] = (float) Math.sin(i);
        }
        try (Population one = new ParallelPopulation(particles, 3);
                Population all = FusedPopulation.open(
                        particles,
                        (task, seed) -> new CpuKernels(
                                task, seed, 6, 1, particles.task().optimizee().coordinates(), 2))) {
            boolean[] everyOne = new boolean[6];
            Arrays.fill(everyOne, true);
            for (Population population : List.of(one, all)) {
                for (int r = 0; r < 6; r++) {
                    population.clock().set(r, r / 2, 0, 20);
                }
                population.begin(everyOne);
                population.run(phis, 5, true);
                population.clock().set(2, 9, 0, 20);
                population.begin(new boolean[] {false, false, true, false, false, false});
                population.run(phis, 5, true);
            }
            assertThat(one.tensors()).isEqualTo(all.tensors());
            for (String tensor : all.tensors()) {
                assertThat(one.read(tensor)).as(tensor).containsExactly(all.read(tensor));
                all.write(tensor, one.read(tensor));
                one.write(tensor, all.read(tensor));
                assertThat(one.read(tensor)).as(tensor).containsExactly(all.read(tensor));
            }
            float[] found = new float[30];
            float[] expected = new float[30];
            one.losses(found);
            all.losses(expected);
            assertThat(found).containsExactly(expected);
            float[] sums = new float[180];
            float[] expectedSums = new float[180];
            one.agreement(sums);
            all.agreement(expectedSums);
            assertThat(sums).containsExactly(expectedSums);
        }
    }

    /** A particle's rollout depends only on its φ and its pair's episode: pairs are independent. */
    @Test
    void aPairsEpisodesAreTheSameHoweverManyPairsThereAre() {
        try (FusedEngine engine = FusedEngine.onCpu(2)) {
            float[] two =
                    after(engine, alone(2), 1).tensors().get("task.0.theta").data();
            float[] four =
                    after(engine, alone(4), 1).tensors().get("task.0.theta").data();
            assertThat(Arrays.copyOf(four, two.length)).containsExactly(two);
        }
    }

    private static EvolutionSpec alone(int pairs) {
        EvolutionSpec spec = spec(IMITATOR, Estimator.NRES, 0.05, pairs);
        return new EvolutionSpec(spec.tasks(), List.of(), 11, spec.evolution(), new Teacher.Adam(0.01), 1, 0);
    }

    /** Perturbations so large that networks blow up at once: losses that are NaN count as the cap, and φ stays finite. */
    @Test
    void particlesThatBlowUpDoNotEndATraining() {
        Imitator raw = new Imitator(List.of(2), Features.GRADIENT, Head.SCALED, false).withGain(1e30);
        try (FusedEngine engine = FusedEngine.onCpu(2);
                MetaTraining training = engine.evolve(spec(raw, Estimator.NRES, 3, 2), null)) {
            training.run(6);
            Snapshot snapshot = training.snapshot();
            assertThat(snapshot.tensors().get("phi").data()).satisfies(EvolutionOnCpuTest::finite);
            assertThat(Stream.of(0, 1)
                            .anyMatch(k -> !isFinite(snapshot.tensors()
                                    .get("task." + k + ".theta")
                                    .data())))
                    .as("a particle has blown up")
                    .isTrue();
            assertThat(training.losses().task()).satisfies(EvolutionOnCpuTest::finite);
        }
    }

    private static void finite(float[] values) {
        assertThat(isFinite(values)).isTrue();
    }

    private static boolean isFinite(float[] values) {
        for (float x : values) {
            if (!Float.isFinite(x)) {
                return false;
            }
        }
        return true;
    }

    /** From an imitator that makes no update at all, since its head begins with zeros. */
    @ParameterizedTest
    @EnumSource(Estimator.class)
    void whatIsLearnedMakesTheLossesSmaller(Estimator estimator) {
        Evolution evolution = new Evolution(
                estimator, 8, 0.05, 10, 20, 40, 0.02, 5, Fade.NONE, 0.7, 0, 1, 0, 0, Evolution.Learns.ALL, 0);
        EvolutionSpec spec =
                new EvolutionSpec(List.of(problem(IMITATOR, 0)), List.of(), 3, evolution, new Teacher.Adam(0.03), 0, 0);
        try (FusedEngine engine = FusedEngine.onCpu(2);
                MetaTraining training = engine.evolve(spec, null)) {
            training.run(10);
            double before = mean(training.losses().task());
            training.run(100);
            training.losses();
            training.run(10);
            double after = mean(training.losses().task());
            assertThat(before - after).isGreaterThan(0.3);
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float x : values) {
            sum += x;
        }
        return sum / values.length;
    }
}
