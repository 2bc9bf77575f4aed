package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.CudaKernels;
import dev.understudy.engine.fused.cuda.EmulatedDevice;
import dev.understudy.engine.fused.cuda.HostKernels;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Set;

/**
 * The kernels of CUDA on an emulated device.
 *
 * @param kernels their text, or their PTX
 * @param order of a block's threads, see {@link EmulatedDevice}
 * @param sharedBytes of a block: with few, activations and tape go to the device's memory
 */
record Emulated(HostKernels kernels, int order, int sharedBytes, Set<Variant> variants) implements Processor {
    Emulated(int order, int sharedBytes) {
        this(HostKernels.ofText(), order, sharedBytes, Set.of());
    }

    /** As on an Ampere GPU. */
    static Engine engine() {
        return FusedEngine.on(new Emulated(0, 99 << 10));
    }

    @Override
    public Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes) {
        return new CudaKernels(
                new EmulatedDevice(kernels, order, sharedBytes, variants), problem, seed, replicas, unroll, lanes);
    }

    @Override
    public String device() {
        return "emulated";
    }

    @Override
    public void checkMemory(TrainingSpec spec) {
        // The host has enough for what tests do.
    }
}
