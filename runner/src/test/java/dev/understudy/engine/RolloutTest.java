package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Rollout.Agreement;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The agreement of two updates, and the replicas of a rollout with the resources opened for them. */
class RolloutTest {
    /** Δ̂ = (3, 0) and u = (4, 4): Δ̂ − u = (−1, −4). */
    private static final Agreement SUMS = Agreement.of(new float[] {-9, 17, 32, 9, 12, -5, 8, -9}, 1);

    @Test
    void theSumsStandInTheOrderOfTheComponents() {
        assertThat(SUMS).isEqualTo(new Agreement(17, 32, 9, 12, -5, 8));
        assertThat(Agreement.class.getRecordComponents()).hasSize(Agreement.SUMS);
    }

    /** √17/√32; 12/(√32·3), the cosine of 45°; −5/8. */
    @Test
    void relativeErrorCosineAndBiasAreThoseOfTheTwoVectors() {
        assertThat(SUMS.relativeError()).isCloseTo(Math.sqrt(17) / Math.sqrt(32), within(1e-12));
        assertThat(SUMS.cosine()).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(SUMS.bias()).isEqualTo(-0.625);
    }

    @Test
    void twoAgreementsAddUpComponentByComponent() {
        assertThat(SUMS.plus(new Agreement(100, 200, 300, 400, 500, 600)))
                .isEqualTo(new Agreement(117, 232, 309, 412, 495, 608));
        assertThat(Agreement.NONE.plus(SUMS)).isEqualTo(SUMS);
    }

    @Test
    void aClockMovesEveryReplicaOn() {
        Clock clock = new Clock(3);
        clock.step[1] = 5;
        clock.advance(7);
        clock.advance(1);

        assertThat(clock.replicas()).isEqualTo(3);
        assertThat(clock.episode).containsExactly(0, 0, 0);
        assertThat(clock.step).containsExactly(8, 13, 8);
    }

    @Test
    void whatWasOpenedIsClosedAndSaysWhatWentWrongThere() {
        boolean[] closed = {false};
        Exception why = new Exception("why");
        Closing.afterFailure(() -> closed[0] = true, why);
        assertThat(closed[0]).isTrue();
        assertThat(why.getSuppressed()).isEmpty();

        IOException another = new IOException("another");
        Closing.afterFailure(
                () -> {
                    throw another;
                },
                why);
        assertThat(why.getSuppressed()).containsExactly(another);
    }
}
