package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.CudaKernels;
import dev.understudy.engine.fused.cuda.KernelModule;
import dev.understudy.engine.fused.kernel.Kernels;

/** A GPU with the kernels loaded. */
record OnGpu(KernelModule module) implements Processor {
    @Override
    public Kernels open(Problem problem, long seed, int replicas, int unroll) {
        return new CudaKernels(module.open(), problem, seed, replicas, unroll);
    }

    @Override
    public String device() {
        return module.name();
    }

    @Override
    public void checkMemory(TrainingSpec spec) {
        module.require(bytes(module.sharedBytes(), spec));
    }

    /** All that a training takes, but for a few small arrays. */
    static long bytes(int sharedBytes, TrainingSpec spec) {
        Problem problem = spec.problem();
        // θ, the teacher's state, h, c and Δ̂; two trajectories of gradients and updates, and the predictions.
        long perCoordinate = 2L + problem.teacher().states() + 2L * problem.imitator().carried() + 5L * spec.unroll();
        return 4 * perCoordinate * spec.replicas() * problem.optimizee().coordinates() + 3L * 4 * FusedTraining.KEPT
                + CudaKernels.bytes(sharedBytes, problem, spec.seed(), spec.replicas(), spec.unroll());
    }

    @Override
    public void close() {
        module.close();
    }
}
