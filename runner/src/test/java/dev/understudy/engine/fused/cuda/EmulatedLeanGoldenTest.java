package dev.understudy.engine.fused.cuda;

class EmulatedLeanGoldenTest extends CudaGoldenContract {
    EmulatedLeanGoldenTest() {
        super(Devices.EMULATED.with(Variant.LEAN_NETWORK));
    }
}
