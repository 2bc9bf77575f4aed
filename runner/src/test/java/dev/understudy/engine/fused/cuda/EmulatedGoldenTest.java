package dev.understudy.engine.fused.cuda;

class EmulatedGoldenTest extends CudaGoldenContract {
    EmulatedGoldenTest() {
        super(Devices.EMULATED);
    }
}
