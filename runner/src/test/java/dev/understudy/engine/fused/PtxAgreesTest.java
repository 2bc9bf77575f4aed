package dev.understudy.engine.fused;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.fused.cuda.PtxKernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Trainings and loops on the PTX, executed, are those of the fused engine on the CPU. */
class PtxAgreesTest extends AgreementContract {
    private static final int SHARED = 99 << 10;

    @Override
    protected Engine engine() {
        return FusedEngine.on(new Emulated(PtxKernels.of(SHARED), 0, SHARED, Set.of()));
    }

    /** Without each pair of features and head, whose kernels are held to the bits of their twins already, and a training takes seconds here. */
    @Override
    protected Stream<Arguments> specs() {
        List<String> features = Stream.of(Imitator.Features.values()).map(feature -> feature + " ").toList();
        return super.specs().filter(spec -> features.stream().noneMatch(((String) spec.get()[0])::startsWith));
    }

    /** All kinds of layers, each as small as it can be: every access is looked at, so that an image costs milliseconds. */
    @Override
    protected Optimizee.Layers network() {
        Optimizee.Layers rich = (Optimizee.Layers) EngineContract.rich(ImitationLoss.HUBER).problem().optimizee();
        return new Optimizee.Layers(rich.input(), List.of(new Layer.MaxPool(2), new Layer.Conv(3, 2), new Layer.Dropout(0.5, true), new Layer.MaxPool(3), new Layer.Relu(),
                new Layer.Dense(8), new Layer.Relu(), new Layer.Dropout(0.3, false), new Layer.Dense(10)), rich.loss());
    }
}
