package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.ImitationLoss;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class CpuEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return FusedEngine.onCpu(2);
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        TrainingSpec spec = rich(ImitationLoss.RELATIVE);
        float[] one = phi(1, spec);
        assertThat(phi(2, spec)).containsExactly(one);
        assertThat(phi(5, spec)).containsExactly(one);
        assertThat(theta(1, spec)).containsExactly(theta(3, spec));
    }

    /** One sample at a time leaves cores idle: there the next trajectory is computed alongside the imitator's passes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workingAheadDoesNotChangeABit(boolean time) {
        TrainingSpec wide = rich(ImitationLoss.HUBER);
        Problem p = wide.problem();
        Problem narrow = new Problem(
                p.optimizee(), p.samples(), 1, p.teacher(), p.imitator().withTime(time), false);
        TrainingSpec spec = new TrainingSpec(narrow, 5, 4, 12, 1, ImitationLoss.RELATIVE, wide.metaOptimizer(), 0);
        float[] one = phi(1, spec);
        assertThat(phi(2, spec)).containsExactly(one);
        try (Engine engine = FusedEngine.onCpu(2);
                MetaTraining training = engine.train(spec, null);
                MetaTraining other = engine.train(spec, null)) {
            training.run(4);
            other.restore(training.snapshot());
            other.run(2);
            assertThat(other.phi()).containsExactly(one);
        }
    }

    @Test
    void whatDoesNotFitTheMemoryIsRefusedWithItsSize() {
        TrainingSpec s = rich(ImitationLoss.HUBER);
        TrainingSpec huge = new TrainingSpec(s.problem(), 1, 10_000, 10_000, 65_536, s.loss(), s.metaOptimizer(), 0);
        try (Engine engine = engine()) {
            assertThatThrownBy(() -> engine.train(huge, null))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("65536 replicas")
                    .hasMessageContaining("MiB");
        }
    }

    @Test
    void aMetaStepAllocatesNothingOnceItIsWarm() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Engine engine = FusedEngine.onCpu(1);
                MetaTraining training = engine.train(rich(ImitationLoss.HUBER), null)) {
            training.run(1_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            training.run(500);
            long perMetaStep = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
            assertThat(perMetaStep).as("bytes per meta-step").isLessThan(64);
        }
    }

    private static float[] phi(int threads, TrainingSpec spec) {
        try (Engine engine = FusedEngine.onCpu(threads);
                MetaTraining training = engine.train(spec, null)) {
            training.run(6);
            return training.phi();
        }
    }

    private static float[] theta(int threads, TrainingSpec spec) {
        try (Engine engine = FusedEngine.onCpu(threads);
                Rollout rollout = engine.rollout(
                        new RolloutSpec(spec.problem(), 3, WhoDrives.IMITATOR, 0),
                        spec.problem().imitator().initialWeights(1))) {
            rollout.run(30);
            return rollout.theta();
        }
    }
}
