package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gain of a training by a second thread: measured at 0.95 to 1.05 of that of two trainings that share nothing; a thread that waits would lower it. */
@Tag("speed")
class TwoThreadsTest {
    @ParameterizedTest
    @CsvSource({"2, 1", "20, 1", "2, 64"})
    void twoThreadsGetMostOfWhatTheMachineGives(int hidden, int batch) throws InterruptedException {
        TwoThreads.Found found = TwoThreads.compare(hidden, batch, 21);
        System.out.println(found);
        assertThat(found.share())
                .as("how much faster two threads are, of how much faster two trainings at once are")
                .isGreaterThan(0.9);
    }
}
