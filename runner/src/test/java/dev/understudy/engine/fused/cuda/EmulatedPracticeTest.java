package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class EmulatedPracticeTest extends CudaPracticeContract {
    EmulatedPracticeTest() {
        super(Devices.EMULATED);
    }
}
