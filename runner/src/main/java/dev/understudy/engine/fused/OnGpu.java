package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
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

    /** Roughly: what the network's kernels need beside is left out. */
    @Override
    public void checkMemory(TrainingSpec spec) {
        module.require(bytes(spec));
    }

    static long bytes(TrainingSpec spec) {
        Problem problem = spec.problem();
        // θ, the teacher's state, h, c and Δ̂; two trajectories of gradients and updates, and the predictions.
        long perCoordinate = 2L + problem.teacher().states() + 2L * problem.imitator().carried() + 5L * spec.unroll();
        long data = problem.samples() instanceof Samples.Images images ? images.pixels().length + images.labels().length : 0;
        return 4 * perCoordinate * spec.replicas() * problem.optimizee().coordinates() + 3L * 4 * FusedTraining.KEPT + data
                + CudaKernels.bytes(problem, spec.replicas(), spec.unroll());
    }

    @Override
    public void close() {
        module.close();
    }
}
