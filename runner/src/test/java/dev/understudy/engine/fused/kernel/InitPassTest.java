package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitPassTest {
    @Test
    void everyWeightIsDrawnByItsOwnNumberWithTheBoundOfItsLayer() {
        Optimizee.Layers layers = Optimizee.mnistCnn(new Shape(1, 28, 28), 10);
        int n = layers.coordinates();
        float[] expected = new float[n + 6];
        Arrays.fill(expected, 9f);
        for (Placed p : layers.placed()) {
            for (int k = 0; k < p.layer().coordinates(p.input()); k++) {
                int i = p.offset() + k;
                float bound = (float) (1 / Math.sqrt(p.layer().fanIn(p.input())));
                expected[5 + i] = Formulas.initialWeight(Philox.uniform(Philox.word(3, Philox.INIT, 7, 0, i)), bound);
            }
        }
        for (int workers : new int[] {1, 3}) {
            float[] theta = new float[n + 6];
            Arrays.fill(theta, 9f);
            try (WorkerPool pool = new WorkerPool(workers)) {
                new InitPass(layers, 3, workers).run(pool, theta, 5, 7);
            }
            assertThat(theta).isEqualTo(expected);
        }
    }
}
