package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class EmulatedGoldenTest extends CudaGoldenContract {
    EmulatedGoldenTest() {
        super(Devices.EMULATED);
    }
}
