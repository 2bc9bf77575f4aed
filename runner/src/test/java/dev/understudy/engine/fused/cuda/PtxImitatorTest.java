package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxImitatorTest extends CudaImitatorContract {
    PtxImitatorTest() {
        super(Devices.PTX);
    }
}
