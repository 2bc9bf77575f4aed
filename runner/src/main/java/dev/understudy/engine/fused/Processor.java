package dev.understudy.engine.fused;

import dev.understudy.engine.Population;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Kernels;

/** A device that runs kernels. */
interface Processor extends AutoCloseable {
    /**
     * Opens kernels.
     *
     * @param lanes coordinates per replica that the imitator learns from
     */
    Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes);

    /** Opens the particles of an evolution. */
    default Population population(PopulationSpec spec) {
        int coordinates = spec.task().optimizee().coordinates();
        return FusedPopulation.open(spec, (task, seed) -> open(task, seed, spec.particles(), 1, coordinates));
    }

    /** Description for the user and for provenance. */
    String device();

    /** The CPU's kernels in use, for provenance; null on other devices. */
    default String cpuKernels() {
        return null;
    }

    /**
     * Checks the memory before anything is allocated.
     *
     * @throws OutOfMemoryError with the sizes, if a training does not fit
     */
    void checkMemory(TrainingSpec spec);

    @Override
    default void close() {
        // The kernels belong to the objects opened over them, which close them.
    }
}
