package dev.understudy.engine.fused;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.cuda.RealGpu;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One engine for all tests of the class. */
class GpuAgreesTest extends AgreementContract {
    private static Engine engine;

    @BeforeAll
    static void open() throws Unavailable {
        RealGpu.require();
        engine = FusedEngine.onCuda(0, Set.of());
    }

    @AfterAll
    static void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    protected Engine engine() {
        return new Lasting(engine);
    }
}
