package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxHeadsTest extends CudaHeadsContract {
    PtxHeadsTest() {
        super(Devices.PTX);
    }
}
