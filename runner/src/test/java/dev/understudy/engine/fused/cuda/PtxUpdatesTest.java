package dev.understudy.engine.fused.cuda;

class PtxUpdatesTest extends CudaUpdatesContract {
    PtxUpdatesTest() {
        super(Devices.PTX);
    }
}
