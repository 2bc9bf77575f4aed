package dev.understudy.engine.fused.cuda;

class PtxHeadsTest extends CudaHeadsContract {
    PtxHeadsTest() {
        super(Devices.PTX);
    }
}
