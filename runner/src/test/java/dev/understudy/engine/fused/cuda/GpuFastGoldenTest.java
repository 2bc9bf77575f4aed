package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuFastGoldenTest extends CudaGoldenContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuFastGoldenTest() {
        super(Devices.GPU.with(Variant.FAST_CELLS));
    }
}
