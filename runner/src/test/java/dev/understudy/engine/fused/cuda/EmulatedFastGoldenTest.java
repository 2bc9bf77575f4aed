package dev.understudy.engine.fused.cuda;

class EmulatedFastGoldenTest extends CudaGoldenContract {
    EmulatedFastGoldenTest() {
        super(Devices.EMULATED.with(Variant.FAST_CELLS));
    }
}
