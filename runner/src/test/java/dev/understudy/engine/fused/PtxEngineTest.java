package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.fused.cuda.PtxKernels;
import java.util.Set;

/** The engine on CUDA, host side and PTX, executed. */
class PtxEngineTest extends EngineContract {
    private static final int SHARED = 99 << 10;

    @Override
    protected Engine engine() {
        return FusedEngine.on(new Emulated(PtxKernels.of(SHARED), 0, SHARED, Set.of()));
    }
}
