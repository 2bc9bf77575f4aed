package dev.understudy.engine.fused;

import dev.understudy.engine.Population;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Locale;

/** Runs kernels on the CPU. */
record CpuProcessor(int threads) implements Processor {
    @Override
    public Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes) {
        return new CpuKernels(problem, seed, replicas, unroll, lanes, threads);
    }

    @Override
    public Population population(PopulationSpec spec) {
        return new ParallelPopulation(spec, threads);
    }

    @Override
    public String device() {
        return "cpu, " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public String cpuKernels() {
        return CpuKernelChoice.used().words();
    }

    @Override
    public void checkMemory(TrainingSpec spec) {
        TrainingBuffers.Size size = TrainingBuffers.size(spec);
        double bytes = 4.0 * size.floats();
        // The limits are the heap, and 2^31 - 1 values per array.
        double most = Math.min(Runtime.getRuntime().maxMemory(), bytes / size.longest() * Integer.MAX_VALUE);
        if (bytes > most) {
            throw new OutOfMemoryError(String.format(
                    Locale.ROOT,
                    "%d replicas of %d coordinates over %d steps need %.0f MiB of at most %.0f",
                    spec.replicas(),
                    spec.problem().optimizee().coordinates(),
                    spec.unroll(),
                    bytes / (1 << 20),
                    most / (1 << 20)));
        }
    }
}
