package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class UnitTimeTest {
    private int done;

    private static void take(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void theSecondsOfSoManyHaveTheirBeginningInProportion() {
        UnitTime time = new UnitTime(0.1, 6, 20);
        assertThat(time.seconds(0)).isZero();
        assertThat(time.seconds(10)).isCloseTo(1 + 3, within(1e-12));
        assertThat(time.seconds(20)).isCloseTo(2 + 6, within(1e-12));
        assertThat(time.seconds(1000)).isCloseTo(100 + 6, within(1e-12));
        assertThat(UnitTime.NONE.seconds(1000)).isZero();
    }

    @Test
    void oneThatWasMeasuredLaterHasTheBeginningOfTheFirstOverTheSameTime() {
        UnitTime first = new UnitTime(0.1, 6, 20);
        assertThat(new UnitTime(0.5, 0, 3).asYoungAs(first)).isEqualTo(new UnitTime(0.5, 6, 4));
        assertThat(new UnitTime(0.5, 7, 3).asYoungAs(first)).isEqualTo(new UnitTime(0.5, 7, 3));
        assertThat(UnitTime.NONE.asYoungAs(first)).isEqualTo(UnitTime.NONE);
    }

    /** The first ten take thirty milliseconds each, and all later ones two or, on a busy machine, somewhat more. */
    private void work(int units) {
        for (int i = 0; i < units; i++) {
            take(done++ < 10 ? 0.03 : 0.002);
        }
    }

    @Test
    void aBeginningIsMeasuredUntilTheCompilerHasDone() {
        UnitTime time = UnitTime.settled(0.2, this::work, () -> 0.005 * Math.min(done, 10));
        assertThat(time.each()).isBetween(0.002, 0.015);
        assertThat(time.extra()).isBetween(0.1, 0.3);
        assertThat(time.first()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void whatIsSteadyIsMeasuredNoLongerThanItMust() {
        done = 10;
        long start = System.nanoTime();
        UnitTime time = UnitTime.settled(0.4, this::work, () -> 0);
        assertThat((System.nanoTime() - start) / 1e9).isBetween(0.4, 1.5);
        assertThat(time.each()).isBetween(0.002, 0.015);
    }
}
