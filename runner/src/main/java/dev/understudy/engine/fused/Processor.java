package dev.understudy.engine.fused;

import dev.understudy.engine.Closing;
import dev.understudy.engine.Population;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Kernels;

/** What kernels run on. */
interface Processor extends AutoCloseable {
    /** @param lanes coordinates per replica that the imitator learns from */
    Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes);

    /** Particles of evolution. */
    default Population population(PopulationSpec spec) {
        Kernels kernels = open(
                spec.task(),
                spec.seed(),
                spec.particles(),
                1,
                spec.task().optimizee().coordinates());
        try {
            return new FusedPopulation(spec, kernels);
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(kernels, e);
            throw e;
        }
    }

    /** For the user and for provenance. */
    String device();

    /** Which of the CPU's kernels compute, for provenance; null where others do. */
    default String cpuKernels() {
        return null;
    }

    /** Asked before anything is allocated. @throws OutOfMemoryError with the sizes, where a training cannot fit */
    void checkMemory(TrainingSpec spec);

    @Override
    default void close() {
        // Kernels belong to what was opened, and are closed with it.
    }
}
