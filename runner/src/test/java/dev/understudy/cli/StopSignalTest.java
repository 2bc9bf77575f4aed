package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.run.ChildMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("process")
class StopSignalTest {
    @BeforeEach
    void needsAShell() {
        Needs.SIGNALS.orSkip();
    }

    @Test
    void afterSigtermTheLoopFinishesItsStepSavesAndExitsWith143() throws Exception {
        Process child = ChildMain.start("stop", "20000", "false");
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            signal("TERM", child);
            assertThat(out.readLine()).isEqualTo("saved");
            assertThat(ChildMain.exitCode(child)).isEqualTo(143);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void afterControlCItExitsWith130() throws Exception {
        Needs.SIGINT.orSkip(!ignoresInterrupt());
        Process child = ChildMain.start("stop", "20000", "false");
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            signal("INT", child);
            assertThat(out.readLine()).isEqualTo("saved");
            assertThat(ChildMain.exitCode(child)).isEqualTo(130);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aSecondSignalEndsAStuckLoopAtOnce() throws Exception {
        Process child = ChildMain.start("stop", "50000", "true");
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            signal("TERM", child);
            assertThat(out.readLine()).isEqualTo("stuck");
            Thread.sleep(400);
            assertThat(child.isAlive()).isTrue();
            signal("TERM", child);
            assertThat(ChildMain.exitCode(child)).isEqualTo(143);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aStuckLoopIsEndedAtTheTimeLimit() throws Exception {
        Process child = ChildMain.start("stop", "500", "true");
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            signal("TERM", child);
            assertThat(out.readLine()).isEqualTo("stuck");
            assertThat(ChildMain.exitCode(child)).isEqualTo(143);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void withoutASignalNothingIsRequestedAndItCanBeInstalledAgain() {
        for (int i = 0; i < 2; i++) {
            try (StopSignal stop = StopSignal.install()) {
                assertThat(stop.requested()).isFalse();
                assertThat(stop.exitCode()).isZero();
            }
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    static boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
}
