package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine on CUDA, host side and kernels, on an emulated device. */
@Tag("emulation")
class EmulatedEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return Emulated.engine();
    }

    static Stream<Arguments> imitators() {
        return Stream.of(
                Arguments.of(Imitator.gated(2), ImitationLoss.RELATIVE),
                Arguments.of(Imitator.gated(20), ImitationLoss.HUBER));
    }

    /** A race would show in another order of the threads; memory of either sort gives the same bits. */
    @ParameterizedTest
    @MethodSource("imitators")
    void neitherTheOrderOfThreadsNorTheSortOfMemoryChangesABit(Imitator imitator, ImitationLoss loss) {
        TrainingSpec s = rich(loss);
        Problem p = s.problem();
        TrainingSpec spec = new TrainingSpec(
                new Problem(p.optimizee(), p.samples(), 3, p.teacher(), imitator, false),
                5,
                4,
                12,
                2,
                loss,
                s.metaOptimizer(),
                0);
        float[] usual = phi(new Emulated(0, 99 << 10), spec);
        assertThat(phi(new Emulated(1, 99 << 10), spec)).containsExactly(usual);
        assertThat(phi(new Emulated(77, 16 << 10), spec)).containsExactly(usual);
    }

    private static float[] phi(Processor processor, TrainingSpec spec) {
        try (Engine engine = FusedEngine.on(processor);
                MetaTraining training = engine.train(spec, null)) {
            training.run(4);
            return training.phi();
        }
    }
}
