package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuFastCellsTest extends CudaImitatorContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuFastCellsTest() {
        super(Devices.GPU.with(Variant.FAST_CELLS), 1e-6);
    }
}
