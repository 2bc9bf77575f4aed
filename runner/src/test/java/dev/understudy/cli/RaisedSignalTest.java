package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Signals that this process sends itself. In every test, a first listener receives the signals that no other one
 * handles.
 */
class RaisedSignalTest {
    private StopSignal first;

    @BeforeEach
    void listen() {
        first = StopSignal.install(Duration.ofMinutes(10));
    }

    @AfterEach
    void stopListening() {
        first.close();
    }

    private static void raise(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal)
                .invoke(null, signal.getConstructor(String.class).newInstance(name));
    }

    /** A signal is heard on a thread of its own. */
    private static boolean hears(StopSignal stop) throws InterruptedException {
        for (int i = 0; i < 500 && !stop.requested(); i++) {
            Thread.sleep(10);
        }
        return stop.requested();
    }

    @Test
    void sigtermIsARequestToStopWithCode143() throws Exception {
        assertThat(first.requested()).isFalse();
        raise("TERM");
        assertThat(hears(first)).isTrue();
        assertThat(first.exitCode()).isEqualTo(143);
    }

    @Test
    void controlCIsARequestToStopWithCode130() throws Exception {
        Needs.SIGINT.orSkip(!StopSignalTest.ignoresInterrupt());
        raise("INT");
        assertThat(hears(first)).isTrue();
        assertThat(first.exitCode()).isEqualTo(130);
    }

    @Test
    void aSignalThatComesTwiceAtOnceIsOneRequest() throws Exception {
        raise("TERM");
        raise("TERM");
        assertThat(hears(first)).isTrue();
        Thread.sleep(50);
        assertThat(first.exitCode()).isEqualTo(143);
    }

    @Test
    void theLastListenerHearsAndGivesTheSignalBackToTheOneBefore() throws Exception {
        try (StopSignal second = StopSignal.install(Duration.ofMinutes(10))) {
            raise("TERM");
            assertThat(hears(second)).isTrue();
            assertThat(first.requested()).isFalse();
        }
        raise("TERM");
        assertThat(hears(first)).isTrue();
    }

    /** Otherwise this process would be gone. */
    @Test
    void whoClosesInTimeIsNotEnded() throws Exception {
        try (StopSignal hurried = StopSignal.install(Duration.ofMillis(300))) {
            raise("TERM");
            assertThat(hears(hurried)).isTrue();
        }
        Thread.sleep(600);
        assertThat(first.requested()).isFalse();
    }
}
