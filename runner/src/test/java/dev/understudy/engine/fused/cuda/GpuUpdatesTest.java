package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuUpdatesTest extends CudaUpdatesContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuUpdatesTest() {
        super(Devices.GPU);
    }
}
