package dev.understudy.engine.fused;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Optimizee;
import org.junit.jupiter.api.Tag;

/** On a small network: the emulation runs every thread one after the other. */
@Tag("emulation")
class EmulatedAgreesTest extends AgreementContract {
    @Override
    protected Engine engine() {
        return Emulated.engine();
    }

    @Override
    protected Optimizee.Layers network() {
        return (Optimizee.Layers)
                EngineContract.rich(ImitationLoss.HUBER).problem().optimizee();
    }
}
