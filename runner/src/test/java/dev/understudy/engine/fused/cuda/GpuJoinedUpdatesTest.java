package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.BeforeAll;

class GpuJoinedUpdatesTest extends JoinedUpdatesContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    GpuJoinedUpdatesTest() {
        super(Devices.GPU);
    }
}
