package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return PtxEngines.engine();
    }

    @Override
    protected TrainingSpec training(ImitationLoss loss) {
        return PtxEngines.training(loss);
    }
}
