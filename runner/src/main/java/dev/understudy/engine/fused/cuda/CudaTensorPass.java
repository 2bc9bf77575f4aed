package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Problem;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Imitator;

/** The host side of TensorPass.cu: scales each tensor's update. */
final class CudaTensorPass {
    /** TENSOR_LANES of TensorPass.cu. */
    private static final int THREADS = 128;
    /** Two doubles per thread. */
    private static final int SHARED = 16 * THREADS;

    private final Device device;
    private final int replicas;
    private final int coordinates;
    private final int weights; // W
    private final int exponents; // their offset in φ
    private final float gain;
    private final int tensors;
    private final long bounds; // int [tensors + 1]

    CudaTensorPass(Device device, Problem problem, int replicas) {
        this.device = device;
        this.replicas = replicas;
        coordinates = problem.optimizee().coordinates();
        Imitator imitator = problem.imitator();
        weights = imitator.weights();
        exponents = imitator.tensorScaleOffset();
        gain = (float) imitator.gain();
        int[] ends = problem.layers().tensors();
        tensors = ends.length - 1;
        bounds = device.allocate(4L * ends.length);
        device.write(bounds, ends);
    }

    /** {@link Kernels#scaleTensors}. */
    void run(Buffer phi, Buffer theta, Buffer scales, Buffer update) {
        device.launch(
                "scale_tensors",
                tensors,
                replicas,
                THREADS,
                SHARED,
                CudaBuffer.address(update),
                CudaBuffer.address(theta),
                coordinates,
                bounds,
                CudaBuffer.address(phi, exponents),
                Kernels.phiStride(phi.length(), weights, replicas),
                scales == null ? 0L : CudaBuffer.address(scales),
                gain);
    }
}
