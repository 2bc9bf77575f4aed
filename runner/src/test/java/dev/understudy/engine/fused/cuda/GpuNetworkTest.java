package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuNetworkTest extends CudaNetworkContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuNetworkTest() {
        super(Devices.GPU);
    }
}
