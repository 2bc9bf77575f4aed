package dev.understudy.engine.fused.cuda;

class PtxPracticeTest extends CudaPracticeContract {
    PtxPracticeTest() {
        super(Devices.PTX);
    }
}
