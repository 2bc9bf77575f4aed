package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.CudaKernels;
import dev.understudy.engine.fused.cuda.KernelModule;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Locale;
import java.util.Set;

/** Runs kernels on a GPU with the CUDA module loaded. */
record CudaProcessor(KernelModule module) implements Processor {
    /** The limit of a grid's second dimension. */
    private static final int MOST_REPLICAS = 65_535;

    @Override
    public Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes) {
        return new CudaKernels(module.open(), problem, seed, replicas, unroll, lanes);
    }

    @Override
    public String device() {
        return module.name();
    }

    @Override
    public void checkMemory(TrainingSpec spec) {
        TrainingBuffers.Size size = TrainingBuffers.size(spec);
        long most = Integer.MAX_VALUE; // kernels count in int
        if (size.longest() > most || spec.replicas() > MOST_REPLICAS) {
            throw new OutOfMemoryError(String.format(
                    Locale.ROOT,
                    "%d replicas of %d coordinates over %d steps; on CUDA at most %d replicas, and %d values in all",
                    spec.replicas(),
                    spec.problem().optimizee().coordinates(),
                    spec.unroll(),
                    MOST_REPLICAS,
                    most));
        }
        module.require(bytes(module.sharedBytes(), module.variants(), spec));
    }

    /** Bytes of a training, except for a few small arrays. */
    static long bytes(int sharedBytes, Set<Variant> variants, TrainingSpec spec) {
        return 4 * TrainingBuffers.size(spec).floats() + CudaKernels.bytes(sharedBytes, variants, spec);
    }

    @Override
    public void close() {
        module.close();
    }
}
