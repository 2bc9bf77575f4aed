package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxFastCellsTest extends CudaImitatorContract {
    PtxFastCellsTest() {
        super(Devices.PTX.with(Variant.FAST_CELLS), 1e-6);
    }
}
