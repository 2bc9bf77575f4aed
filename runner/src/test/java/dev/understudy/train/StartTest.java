package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.RateSchedule;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The initial weights of a training by evolution, and the weights that learn. */
class StartTest {
    private static final String CONFIG = """
            name: started
            threads: 1
            data: {dataset: half-plane, to: 900}
            optimizee: {batch: 4}
            teacher: {adam: {learningRate: 0.03}}
            imitator: {hidden: [2], features: moments, head: exponential, time: true}
            training:
              metaSteps: 8
              objective: {evolution: {pairs: 2, sigma: 0.05, window: 5, shortest: 15, longest: 30, validateEvery: 0, average: 0}}
              metaOptimizer: {adam: {learningRate: 0.01}}
            """;

    private static Config config(String... overrides) {
        return Configs.parse(CONFIG, "started.yaml", List.of(overrides), Pretrained::network);
    }

    private static float[] phi(Engine engine, Config config, int metaSteps) {
        try (MetaTraining training = Setup.of(config, engine).open(engine)) {
            training.run(metaSteps);
            return training.phi();
        }
    }

    /** The first update's, and the worst of all, of 30 updates while it drives itself. */
    private static Rollout.Agreement[] driven(Engine engine, Config config, float[] phi) {
        RolloutSpec spec = new RolloutSpec(
                Setup.of(config, engine).problem(), 5, WhoDrives.IMITATOR, 0, 30, RateSchedule.CONSTANT);
        try (Rollout rollout = engine.rollout(spec, phi)) {
            rollout.run(30);
            return rollout.trace().agreement();
        }
    }

    @Test
    void theTeachersOwnGatesAreTheTeacher() {
        try (Engine engine = FusedEngine.onCpu(1)) {
            Config config = config("imitator.start=teacher");
            for (Rollout.Agreement agreement : driven(engine, config, phi(engine, config, 0))) {
                assertThat(agreement.relativeError()).isLessThan(1e-5);
            }
        }
    }

    /** Twice the rate, which falls to a thirtieth of that in the last of 30 steps, as [T8]'s linear one: of each step on the gradients that it meets. */
    @Test
    void aScheduleIsAFactorOfEveryUpdateOfItsStep() {
        try (Engine engine = FusedEngine.onCpu(1)) {
            Config config = config("imitator.start=teacher", "imitator.schedule=true");
            float[] phi = phi(engine, config, 0);
            int at = config.imitator().network().scheduleOffset();
            phi[at] = (float) (Math.log(2) / 4);
            phi[at + 3] = 0.25f;
            Rollout.Agreement[] agreement = driven(engine, config, phi);
            for (int s = 0; s < 30; s++) {
                double factor = 2 * (1 - s / 30.0);
                assertThat(Math.sqrt(agreement[s].predicted() / agreement[s].truth()))
                        .as("step " + s)
                        .isCloseTo(factor, within(1e-4 * factor));
                assertThat(agreement[s].cosine()).isCloseTo(1, within(1e-6));
            }
        }
    }

    /** Over twenty steps of the teacher's path on the network of the config's own seed; the first alone is as chance has it. */
    @Test
    void theScaledStartIsAsLongAsTheTeachersFirstUpdatesAndInAnotherDirection() {
        try (Engine engine = FusedEngine.onCpu(1)) {
            Config config = config("imitator.start=scaled", "seed=5");
            Rollout.Agreement first = open(engine, config);
            assertThat(first.predicted() / first.truth()).isCloseTo(1, within(1e-5));
            assertThat(first.relativeError()).isGreaterThan(0.1);

            Rollout.Agreement unscaled = open(engine, config("imitator.start=random", "seed=5"));
            assertThat(unscaled.predicted() / unscaled.truth()).isNotCloseTo(1, within(1e-2));
        }
    }

    /** The sums over the first twenty updates while the teacher drives. */
    private static Rollout.Agreement open(Engine engine, Config config) {
        RolloutSpec spec =
                new RolloutSpec(Setup.of(config, engine).problem(), 5, WhoDrives.TEACHER, 0, 30, RateSchedule.CONSTANT);
        Rollout.Agreement all = Rollout.Agreement.NONE;
        try (Rollout rollout = engine.rollout(spec, phi(engine, config, 0))) {
            rollout.run(20);
            for (Rollout.Agreement step : rollout.trace().agreement()) {
                all = all.plus(step);
            }
        }
        return all;
    }

    @Test
    void whereOnlyTheScheduleLearnsAllElseStaysBitForBit() {
        try (Engine engine = FusedEngine.onCpu(1)) {
            Config config = config(
                    "imitator.start=teacher", "imitator.schedule=true", "training.objective.evolution.learns=schedule");
            float[] before = phi(engine, config, 0);
            float[] after = phi(engine, config, 8);
            int at = config.imitator().network().scheduleOffset();
            assertThat(Arrays.copyOf(after, at)).containsExactly(Arrays.copyOf(before, at));
            for (int w = at; w < after.length; w++) {
                assertThat(before[w]).isZero();
                assertThat(after[w]).as("weight " + w).isNotZero();
            }
        }
    }
}
