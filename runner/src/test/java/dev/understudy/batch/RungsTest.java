package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.Halving;
import java.util.List;
import org.junit.jupiter.api.Test;

class RungsTest {
    private final Rungs rungs = new Rungs(new Halving("imitationLoss", List.of(10, 20), 0.5), 4);

    @Test
    void theBestHalfOfThoseThatHaveComeGoesOnAtOnce() {
        rungs.reach(0, 0, 0.4);
        assertThat(rungs.promotions()).as("half of one is none").isEmpty();
        rungs.reach(1, 0, 0.3);
        assertThat(rungs.promotions()).containsExactly(1);
        assertThat(rungs.promotions()).as("once").isEmpty();
        rungs.reach(2, 0, 0.5);
        assertThat(rungs.promotions()).as("the best of three has gone").isEmpty();
        rungs.reach(3, 0, 0.2);
        assertThat(rungs.promotions()).as("a later one is better than all").containsExactly(3);
        assertThat(List.of(rungs.waits(0), rungs.waits(1), rungs.waits(2), rungs.waits(3)))
                .containsExactly(true, false, true, false);
    }

    @Test
    void whoGoesOnIsSentToTheNextRungAndAtLastToTheEnd() {
        assertThat(rungs.until(0)).isEqualTo(10);
        rungs.reach(0, 0, 0.1);
        assertThat(rungs.until(0)).isEqualTo(20);
        rungs.reach(0, 1, 0.1);
        assertThat(rungs.until(0)).isZero();
    }

    @Test
    void whereAllHaveComeThatWillOneGoesOnAtLeast() {
        rungs.reach(0, 0, 0.1);
        rungs.reach(1, 0, 0.2);
        assertThat(rungs.promotions()).containsExactly(0);
        rungs.reach(0, 1, 0.1);
        assertThat(rungs.promotions()).containsExactly(0);
    }

    @Test
    void aTrialThatFailsIsCountedAndNeverGoesOn() {
        rungs.fail(0);
        rungs.reach(1, 0, 0.2);
        assertThat(rungs.promotions()).as("one of two").containsExactly(1);
        rungs.reach(2, 0, Double.NaN);
        rungs.reach(3, 0, 0.9);
        assertThat(rungs.promotions())
                .as("two of four, and one good one is left")
                .containsExactly(3);
        rungs.fail(1);
        rungs.reach(3, 1, 0.5);
        assertThat(rungs.promotions())
                .as("of the two that were sent to the second rung")
                .containsExactly(3);
    }

    @Test
    void equalOnesGoOnInTheOrderOfThePlan() {
        rungs.reach(3, 0, 0.2);
        rungs.reach(1, 0, 0.2);
        assertThat(rungs.promotions()).containsExactly(1);
    }

    @Test
    void oneThatIsLeftSaysWhereItStood() {
        rungs.reach(0, 0, 0.25);
        rungs.reach(1, 0, 0.125);
        assertThat(rungs.sentence(0, 30))
                .isEqualTo(
                        "stopped by halving at meta-step 10 of 30, with imitationLoss 0.2500, which is number 2 of 2 trials there");
    }
}
