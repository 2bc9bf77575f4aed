package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuImitatorTest extends CudaImitatorContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuImitatorTest() {
        super(Devices.GPU);
    }
}
