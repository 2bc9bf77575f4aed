package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuPracticeTest extends CudaPracticeContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuPracticeTest() {
        super(Devices.GPU);
    }
}
