package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxUpdatesTest extends CudaUpdatesContract {
    PtxUpdatesTest() {
        super(Devices.PTX);
    }
}
