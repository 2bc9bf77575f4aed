package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.HostKernels;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.imitation.ImitationLoss;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A training over the lean form of the network's gradient, emulated: near the CPU's, and bit by bit that over the plain form. */
@Tag("emulation")
class LeanTrainingTest {
    private static final TrainingSpec SPEC = EngineContract.rich(ImitationLoss.HUBER);

    @Test
    void itTrainsWhatTheCpuTrains() {
        float[] start = SPEC.problem().imitator().initialWeights(SPEC.seed());
        try (Engine host = FusedEngine.onCpu(1);
                Engine lean = lean();
                MetaTraining a = host.train(SPEC, null);
                MetaTraining b = lean.train(SPEC, null)) {
            AgreementContract.trainAlike(a, b, start, 12);
        }
    }

    @Test
    void itTrainsTheBitsOfThePlainForm() {
        try (Engine plain = Emulated.engine();
                Engine lean = lean();
                MetaTraining a = plain.train(SPEC, null);
                MetaTraining b = lean.train(SPEC, null)) {
            a.run(8);
            b.run(8);
            assertThat(b.phi()).containsExactly(a.phi());
        }
    }

    private static Engine lean() {
        return FusedEngine.on(new Emulated(HostKernels.ofText(), 0, 99 << 10, Set.of(Variant.LEAN_NETWORK)));
    }
}
