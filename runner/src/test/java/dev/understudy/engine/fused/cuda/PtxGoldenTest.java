package dev.understudy.engine.fused.cuda;

import java.util.Set;

class PtxGoldenTest extends CudaGoldenContract {
    @Override
    protected Device device() {
        return new EmulatedDevice(PtxKernels.of(99 << 10), 0, 99 << 10, Set.of());
    }
}
