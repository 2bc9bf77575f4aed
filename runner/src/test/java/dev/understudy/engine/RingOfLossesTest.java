package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.MetaTraining.Losses;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The ring that keeps losses until they are read, here with four rows; the losses of meta-step m are m, 100 + m and 200 + m. */
class RingOfLossesTest {
    private static float[][] after(long metaStep) {
        float[][] columns = new float[4][4];
        for (long m = Math.max(0, metaStep - 4); m < metaStep; m++) {
            for (int k = 0; k < 4; k++) {
                columns[k][(int) (m % 4)] = 100 * k + m;
            }
        }
        return columns;
    }

    private static void holds(long read, long metaStep, long first, float... imitation) {
        float[][] columns = after(metaStep);
        LossRing ring = new LossRing(
                4,
                (of, from, to) -> new Losses(
                        of,
                        Arrays.copyOfRange(columns[0], from, to),
                        Arrays.copyOfRange(columns[3], from, to),
                        Arrays.copyOfRange(columns[1], from, to),
                        Arrays.copyOfRange(columns[2], from, to)));
        ring.skipTo(read);
        Losses losses = ring.readTo(metaStep);
        assertThat(losses.first()).isEqualTo(first);
        assertThat(losses.imitation()).containsExactly(imitation);
        for (int i = 0; i < imitation.length; i++) {
            assertThat(losses.modelFirst()[i]).isEqualTo(imitation[i] + 100);
            assertThat(losses.modelLast()[i]).isEqualTo(imitation[i] + 200);
            assertThat(losses.task()[i]).isEqualTo(imitation[i] + 300);
        }
        assertThat(ring.readTo(metaStep).imitation()).as("read already").isEmpty();
    }

    @Test
    void everyReadingGivesWhatCameSinceTheOneBefore() {
        holds(0, 3, 0, 0, 1, 2);
        holds(3, 3, 3);
        holds(3, 4, 3, 3);
    }

    @Test
    void theRingIsReadOnAcrossItsEnd() {
        holds(3, 6, 3, 3, 4, 5);
        holds(8, 9, 8, 8);
    }

    @Test
    void whatNobodyReadInTimeIsLostButTheLastRowsAreThere() {
        holds(0, 4, 0, 0, 1, 2, 3);
        holds(0, 7, 3, 3, 4, 5, 6);
        holds(4, 11, 7, 7, 8, 9, 10);
    }
}
