package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuHeadsTest extends CudaHeadsContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuHeadsTest() {
        super(Devices.GPU);
    }
}
