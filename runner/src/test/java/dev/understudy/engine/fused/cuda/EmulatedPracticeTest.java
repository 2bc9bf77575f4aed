package dev.understudy.engine.fused.cuda;

class EmulatedPracticeTest extends CudaPracticeContract {
    EmulatedPracticeTest() {
        super(Devices.EMULATED);
    }
}
