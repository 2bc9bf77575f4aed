package dev.understudy.engine.fused.cuda;

class PtxLeanNetworkTest extends CudaNetworkContract {
    PtxLeanNetworkTest() {
        super(Devices.PTX.with(Variant.LEAN_NETWORK));
    }
}
