package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxPracticeTest extends CudaPracticeContract {
    PtxPracticeTest() {
        super(Devices.PTX);
    }
}
