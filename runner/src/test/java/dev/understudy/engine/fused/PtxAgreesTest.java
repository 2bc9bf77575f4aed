package dev.understudy.engine.fused;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.fused.cuda.PtxKernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Optimizee;
import java.util.Set;

/** The PTX, executed, trains like the fused engine on the CPU: on a small network. */
class PtxAgreesTest extends AgreementContract {
    private static final PtxKernels KERNELS = PtxKernels.of(99 << 10);

    @Override
    protected Engine engine() {
        return FusedEngine.on(new Emulated(KERNELS, 0, 99 << 10, Set.of()));
    }

    @Override
    protected Optimizee.Layers network() {
        return (Optimizee.Layers) EngineContract.rich(ImitationLoss.HUBER).problem().optimizee();
    }
}
