package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class EmulatedFastGoldenTest extends CudaGoldenContract {
    EmulatedFastGoldenTest() {
        super(Devices.EMULATED.with(Variant.FAST_CELLS));
    }
}
