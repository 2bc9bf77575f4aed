package dev.understudy.engine.fused.cuda;

import java.util.Set;

/** PyTorch's answers, asked of the lean form of the network's gradient. */
class LeanGoldenTest extends CudaGoldenContract {
    @Override
    protected Device device() {
        return new EmulatedDevice(HostKernels.ofText(), 0, 99 << 10, Set.of(Variant.LEAN_NETWORK));
    }
}
