package dev.understudy.engine.fused.cuda;

class PtxFastCellsTest extends CudaImitatorContract {
    PtxFastCellsTest() {
        super(Devices.PTX.with(Variant.FAST_CELLS), 1e-6);
    }
}
