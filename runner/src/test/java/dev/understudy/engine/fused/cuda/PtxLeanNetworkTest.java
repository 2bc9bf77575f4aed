package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxLeanNetworkTest extends CudaNetworkContract {
    PtxLeanNetworkTest() {
        super(Devices.PTX.with(Variant.LEAN_NETWORK));
    }
}
