package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.cuda.RealGpu;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;

class GpuEngineTest extends EngineContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    @Override
    protected Engine engine() {
        return onGpu();
    }

    static Engine onGpu() {
        try {
            return FusedEngine.onCuda(0, Set.of());
        } catch (Unavailable e) {
            throw new AssertionError(e);
        }
    }
}
