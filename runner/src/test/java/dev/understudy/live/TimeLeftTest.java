package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
    private static final long BEGAN = -7_000_000_000L; // nanoTime may be negative
    private static final Offset<Double> EXACT = within(1e-6);

    private final TimeLeft left = new TimeLeft(400, BEGAN);

    private void at(long done, double seconds) {
        left.at(done, BEGAN + Math.round(seconds * 1e9));
    }

    @Test
    void aSteadyRateIsCountedOnAndWhatWasDoneBeforeIsNoPartOfIt() {
        for (int i = 1; i <= 30; i++) {
            at(400 + 20 * i, 0.2 * i); // 100 a second
        }
        assertThat(left.seconds(2000).orElseThrow()).isCloseTo(10, EXACT);
    }

    @Test
    void inTheFirstSecondNothingIsSaid() {
        assertThat(left.seconds(2000)).isEmpty();
        at(401, 0.01);
        assertThat(left.seconds(2000)).isEmpty();
        at(410, 0.99);
        assertThat(left.seconds(2000)).isEmpty();
        at(411, 1.0);
        assertThat(left.seconds(2000)).isPresent();
    }

    @Test
    void theSlowStepsOfTheBeginningAreForgotten() {
        at(401, 0.5);
        at(451, 1); // one step in the first half of the second, fifty in the other
        assertThat(left.seconds(951).orElseThrow()).isCloseTo(5, EXACT);
        at(851, 2); // and four hundred in the next
        assertThat(left.seconds(1251).orElseThrow()).as("by the last second").isCloseTo(1, EXACT);
        at(1251, 3);
        assertThat(left.seconds(1651).orElseThrow()).as("by the last two").isCloseTo(1, EXACT);
        at(1251, 3.999);
        assertThat(left.seconds(1651).orElseThrow())
                .as("by the last three, one without a step")
                .isCloseTo(400 * 2.999 / 800, EXACT);
    }

    @Test
    void whereNothingWasDoneOfLateNothingIsSaid() {
        at(500, 1);
        at(500, 2);
        at(500, 4);
        assertThat(left.seconds(2000)).isEmpty();
    }

    @Test
    void wordsThatComeSeldomDo() {
        at(500, 100);
        assertThat(left.seconds(700).orElseThrow()).isCloseTo(200, EXACT);
        at(550, 150);
        assertThat(left.seconds(700).orElseThrow()).isCloseTo(150, EXACT);
        at(700, 200);
        assertThat(left.seconds(700).orElseThrow()).isZero();
    }
}
