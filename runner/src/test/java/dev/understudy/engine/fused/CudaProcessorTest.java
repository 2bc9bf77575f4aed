package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import org.junit.jupiter.api.Test;

/** Trainings that are too large for every GPU, however much memory it has: they are refused before a GPU is used. */
class CudaProcessorTest {
    private static TrainingSpec training(Teacher teacher, Imitator imitator, int unroll, int replicas) {
        Problem problem = new Problem(
                new Optimizee.External("{}", 100), new Samples.HalfPlane(0, 100), 1, teacher, imitator, false);
        return new TrainingSpec(problem, 1, unroll, unroll, replicas, ImitationLoss.HUBER, new Teacher.Sgd(1e-3), 0);
    }

    private static void refuses(TrainingSpec spec) {
        assertThatThrownBy(() -> new CudaProcessor(null).checkMemory(spec))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage(spec.replicas() + " replicas of "
                        + spec.problem().optimizee().coordinates() + " coordinates over " + spec.unroll()
                        + " steps; on CUDA at most 65535 replicas, and 2147483647 values in all");
    }

    @Test
    void moreReplicasThanAGridHas() {
        refuses(training(new Teacher.Sgd(1), Imitator.gated(2), 1, 65_536));
    }

    @Test
    void aTrajectoryThatNoIntCounts() {
        refuses(training(new Teacher.Sgd(1), Imitator.gated(2), 10_000, 65_535));
    }

    /** The trajectory itself is short; the imitator's carry is not. */
    @Test
    void aCarryThatNoIntCounts() {
        refuses(training(new Teacher.Sgd(1), Imitator.gated(512), 1, 65_535));
    }
}
