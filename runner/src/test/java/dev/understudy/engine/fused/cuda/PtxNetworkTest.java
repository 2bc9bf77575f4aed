package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxNetworkTest extends CudaNetworkContract {
    PtxNetworkTest() {
        super(Devices.PTX);
    }
}
