package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxGoldenTest extends CudaGoldenContract {
    PtxGoldenTest() {
        super(Devices.PTX);
    }
}
