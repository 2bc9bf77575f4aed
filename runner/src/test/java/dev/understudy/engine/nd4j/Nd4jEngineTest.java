package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("nd4j")
class Nd4jEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return TestedNd4j.engine();
    }

    @Test
    void whatDoesNotFitTheMemoryIsRefusedWithItsSize() {
        TrainingSpec s = rich(ImitationLoss.HUBER);
        TrainingSpec huge = new TrainingSpec(s.problem(), 1, 10_000, 10_000, 65_536, s.loss(), s.metaOptimizer(), 0);
        try (Engine engine = engine()) {
            assertThatThrownBy(() -> engine.train(huge, null))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("65536 replicas")
                    .hasMessageContaining("MiB");
        }
    }
}
