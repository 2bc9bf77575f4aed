package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuGoldenTest extends CudaGoldenContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuGoldenTest() {
        super(Devices.GPU);
    }
}
