package dev.understudy.engine.fused.cuda;

class PtxNetworkTest extends CudaNetworkContract {
    PtxNetworkTest() {
        super(Devices.PTX);
    }
}
