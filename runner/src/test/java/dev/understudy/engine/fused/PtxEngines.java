package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.PtxKernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import java.util.List;
import java.util.Set;

/** The engine on CUDA, host side and PTX, executed, and work of a size that suits it: every access is looked at, so that an image costs milliseconds. */
final class PtxEngines {
    private static final int SHARED = 99 << 10;

    private PtxEngines() {}

    static Engine engine() {
        return FusedEngine.on(new Emulated(PtxKernels.of(SHARED), 0, SHARED, Set.of()));
    }

    /** All kinds of layers, each as small as it can be. */
    static Optimizee.Layers network() {
        Optimizee.Layers rich = (Optimizee.Layers)
                EngineContract.rich(ImitationLoss.HUBER).problem().optimizee();
        return new Optimizee.Layers(
                rich.input(),
                List.of(
                        new Layer.MaxPool(2),
                        new Layer.Conv(3, 2),
                        new Layer.Dropout(0.5, true),
                        new Layer.MaxPool(3),
                        new Layer.Relu(),
                        new Layer.Dense(8),
                        new Layer.Tanh(),
                        new Layer.Dropout(0.3, false),
                        new Layer.Dense(10)),
                rich.loss());
    }

    /** {@link EngineContract#rich} on that network. */
    static TrainingSpec training(ImitationLoss loss) {
        TrainingSpec s = EngineContract.rich(loss);
        Problem p = s.problem();
        return new TrainingSpec(
                new Problem(network(), p.samples(), 2, p.teacher(), p.imitator(), p.sourceFaithful()),
                s.seed(),
                s.unroll(),
                s.episode(),
                s.replicas(),
                loss,
                s.metaOptimizer(),
                0);
    }
}
