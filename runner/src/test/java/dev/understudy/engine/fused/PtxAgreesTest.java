package dev.understudy.engine.fused;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;

/** Trainings and rollouts on the PTX, executed, agree with those of the fused engine on the CPU. */
@Tag("emulation")
@Tag("slow")
class PtxAgreesTest extends AgreementContract {
    @Override
    protected Engine engine() {
        return PtxEngines.engine();
    }

    @Override
    protected Optimizee.Layers network() {
        return PtxEngines.network();
    }

    /** Without specs that only vary features, moments and heads: those kernels are compared with the host's elsewhere, and a training takes seconds here. */
    @Override
    protected Stream<Arguments> specs() {
        List<String> known = Stream.concat(
                        Stream.of(Imitator.Features.values()).map(Imitator.Features::name), Stream.of("all moments"))
                .toList();
        return super.specs()
                .filter(spec -> known.stream().noneMatch(word -> ((String) spec.get()[0]).startsWith(word)));
    }
}
