package dev.understudy.engine.fused;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.fused.cuda.RealGpu;
import org.junit.jupiter.api.BeforeAll;

class GpuAgreesTest extends AgreementContract {
    @BeforeAll
    static void aGpu() {
        RealGpu.require();
    }

    @Override
    protected Engine engine() {
        return GpuEngineTest.onGpu();
    }
}
