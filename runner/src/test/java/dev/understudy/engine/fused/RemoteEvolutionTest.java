package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.ParticleRequest;
import dev.understudy.engine.RemoteEvolution;
import dev.understudy.engine.Snapshot;
import dev.understudy.imitation.Evolution.Estimator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Evolution whose particles are with workers: two tasks, one with dropout, rescaled networks, a teacher whose share fades, and a validation. */
class RemoteEvolutionTest {
    private static final int STEPS = 26;
    private static final int LONGEST = 8; // windows of the longest episode

    private final FusedEngine engine = FusedEngine.onCpu(1);
    private int trainings;

    @AfterEach
    void close() {
        engine.close();
    }

    private static EvolutionSpec spec(Estimator estimator, int pairs) {
        return EvolutionOnCpuTest.spec(EvolutionOnCpuTest.IMITATOR, estimator, 0.05, pairs);
    }

    private MetaTraining remote(EvolutionSpec spec, UnsteadyWorkers workers) {
        return engine.evolve(spec, null, new RemoteEvolution(spec, workers, "training " + trainings++)::task);
    }

    /** Tens of losses, moves, late and double answers in each. */
    @ParameterizedTest
    @CsvSource({"NRES, 3, 4, 1", "NRES, 2, 7, 2", "PES, 3, 4, 3", "PES, 5, 1, 4", "NRES, 1, 3, 5"})
    void whateverHappensToWorkersTheBitsAreThoseOfOneMachine(Estimator estimator, int n, int slots, int seed) {
        EvolutionSpec spec = spec(estimator, 5);
        try (MetaTraining here = engine.evolve(spec, null);
                UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, n, slots, new Random(seed));
                MetaTraining there = remote(spec, workers)) {
            assertThat(there.tensors()).isEqualTo(here.tensors());
            for (int steps : new int[] {0, 1, 6, 5, 10, 4}) {
                here.run(steps);
                there.run(steps);
                EvolutionOnCpuTest.assertSame(there.snapshot(), here.snapshot());
            }
            assertThat(here.metaStep()).isEqualTo(STEPS);
            assertThat(there.phi()).containsExactly(here.phi());
            assertThat(there.validated()).isEqualTo(here.validated()).hasSize(1 + STEPS / 3);
            assertThat(there.losses().task()).containsExactly(here.losses().task());
            assertThat(workers.lost).isPositive();
        }
    }

    /** The state goes from here to there and back in the middle of episodes; there, it is lost again and again. */
    @ParameterizedTest
    @EnumSource(Estimator.class)
    void aTrainingGoesOnHereThatWasContinuedThere(Estimator estimator) {
        EvolutionSpec spec = spec(estimator, 4);
        Snapshot expected = EvolutionOnCpuTest.after(engine, spec, STEPS);
        for (int at : new int[] {1, 4, 9}) {
            Snapshot first = EvolutionOnCpuTest.after(engine, spec, at);
            Snapshot second;
            try (UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, 3, 3, new Random(at));
                    MetaTraining there = remote(spec, workers)) {
                there.run(3);
                there.restore(first);
                EvolutionOnCpuTest.assertSame(there.snapshot(), first);
                there.run(11);
                second = there.snapshot();
            }
            try (MetaTraining here = engine.evolve(spec, null)) {
                here.restore(second);
                here.run(STEPS - 11 - at);
                EvolutionOnCpuTest.assertSame(here.snapshot(), expected);
            }
        }
    }

    /** The workers have particles of the same meta-step, of another φ. */
    @Test
    void afterARestoreNothingOfBeforeIsUsed() {
        EvolutionSpec spec = spec(Estimator.PES, 4);
        float[] phi = new float[EvolutionOnCpuTest.IMITATOR.weights()];
        Arrays.fill(phi, 0.1f);
        try (MetaTraining other = engine.evolve(spec, phi);
                UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, 2, 2, null);
                MetaTraining there = remote(spec, workers)) {
            other.run(3);
            there.run(3);
            there.restore(other.snapshot());
            other.run(4);
            there.run(4);
            EvolutionOnCpuTest.assertSame(there.snapshot(), other.snapshot());
        }
    }

    /** Only the first round of a training finds workers that have nothing. */
    @Test
    void workersThatKeepTheirParticlesAreAskedOncePerMetaStepWithOnePhi() {
        EvolutionSpec spec = spec(Estimator.NRES, 4);
        try (UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, 2, 4, null);
                MetaTraining there = remote(spec, workers)) {
            there.run(STEPS);
            assertThat(workers.rounds).isEqualTo(STEPS + 1);
            assertThat(workers.asked)
                    .hasSize(4 * (STEPS + 1))
                    .allSatisfy(request -> assertThat(request.phis()).hasSize(1));
        }
    }

    /** Else the message of a replay would grow with the training. */
    @Test
    void aReplayHasNoMorePhisThanTheLongestEpisodeHasWindows() {
        EvolutionSpec spec = spec(Estimator.PES, 5);
        try (UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, 3, 4, new Random(6));
                MetaTraining there = remote(spec, workers)) {
            there.run(40);
            List<Integer> phis = new ArrayList<>();
            for (ParticleRequest request : workers.asked) {
                phis.add(request.phis().size());
            }
            assertThat(phis)
                    .allSatisfy(n -> assertThat(n).isBetween(1, LONGEST))
                    .anySatisfy(n -> assertThat(n).isGreaterThan(LONGEST / 2));
        }
    }

    /** The tensors of a restored training are sent only as long as an episode of that time goes on. */
    @Test
    void theStateOfTheRestoreIsForgottenWithItsEpisodes() {
        EvolutionSpec spec = spec(Estimator.NRES, 5);
        Snapshot first = EvolutionOnCpuTest.after(engine, spec, 5);
        try (UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, 3, 4, new Random(7));
                MetaTraining there = remote(spec, workers)) {
            there.restore(first);
            there.run(2 * LONGEST);
            assertThat(workers.asked).anyMatch(RemoteEvolutionTest::sendsTensors);
            workers.asked.clear();
            there.run(3 * LONGEST);
            assertThat(workers.asked).noneMatch(RemoteEvolutionTest::sendsTensors);
        }
    }

    private static boolean sendsTensors(ParticleRequest request) {
        return request.parts().stream()
                .anyMatch(part -> part.base() != null && !part.base().tensors().isEmpty());
    }
}
