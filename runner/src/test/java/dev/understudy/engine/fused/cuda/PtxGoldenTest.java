package dev.understudy.engine.fused.cuda;

class PtxGoldenTest extends CudaGoldenContract {
    PtxGoldenTest() {
        super(Devices.PTX);
    }
}
