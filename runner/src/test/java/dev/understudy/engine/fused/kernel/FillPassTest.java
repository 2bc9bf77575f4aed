package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillPassTest {
    @ParameterizedTest
    @CsvSource({"1, 3, 2", "3, 7, 5", "3, 11000, 2", "1, 21840, 4"})
    void theRowsOfTheChosenReplicasAreFilledAndNoOthers(int replicas, int n, int rows) {
        for (int workers : new int[] {1, 3}) {
            float[] values = new float[rows * replicas * n];
            boolean[] which = new boolean[replicas];
            for (int r = 0; r < replicas; r++) {
                which[r] = r % 2 == 0;
            }
            try (WorkerPool pool = new WorkerPool(workers)) {
                new FillPass().run(pool, values, n, which, 5f);
            }
            float[] expected = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                expected[i] = which[i / n % replicas] ? 5f : 0f;
            }
            assertThat(values).as("with %d workers", workers).isEqualTo(expected);
        }
    }
}
