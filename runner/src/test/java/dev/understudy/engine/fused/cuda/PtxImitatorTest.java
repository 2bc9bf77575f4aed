package dev.understudy.engine.fused.cuda;

class PtxImitatorTest extends CudaImitatorContract {
    PtxImitatorTest() {
        super(Devices.PTX);
    }
}
