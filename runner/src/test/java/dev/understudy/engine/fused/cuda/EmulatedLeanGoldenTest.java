package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class EmulatedLeanGoldenTest extends CudaGoldenContract {
    EmulatedLeanGoldenTest() {
        super(Devices.EMULATED.with(Variant.LEAN_NETWORK));
    }
}
