package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;

/** The optimizee on a device. A placeholder: its kernels are still to come. */
final class CudaNetwork {
    CudaNetwork(Device device, Problem problem, long seed, int replicas) {
    }

    void init(Buffer theta, Clock clock, boolean[] which) {
        throw new UnsupportedOperationException("the optimizee's kernels are missing");
    }

    void gradient(Buffer theta, Clock clock, Buffer gradient, int row, Buffer loss, int lossAt) {
        throw new UnsupportedOperationException("the optimizee's kernels are missing");
    }

    Score score(Buffer theta, Samples samples, int count) {
        throw new UnsupportedOperationException("the optimizee's kernels are missing");
    }
}
