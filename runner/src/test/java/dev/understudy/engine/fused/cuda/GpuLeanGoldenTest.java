package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuLeanGoldenTest extends CudaGoldenContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuLeanGoldenTest() {
        super(Devices.GPU.with(Variant.LEAN_NETWORK));
    }
}
