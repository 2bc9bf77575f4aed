package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuLeanNetworkTest extends CudaNetworkContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuLeanNetworkTest() {
        super(Devices.GPU.with(Variant.LEAN_NETWORK));
    }
}
