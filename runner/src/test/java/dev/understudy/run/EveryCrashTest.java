package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the disk, with every kind of error: 452 operations of eight calls, 4,068 crashes. {@code mvn -Pcampaign
 * test} runs it, {@code verify} runs {@link CrashesTest}. Most of the time goes by in forcing, which costs nothing in
 * memory: {@code -DargLine=-Djava.io.tmpdir=/dev/shm}.
 */
@Tag("campaign")
class EveryCrashTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void theSameCallAgainLeavesWhatAnUndisturbedOneLeaves() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (CrashScenario scenario : CrashScenarios.in(folder)) {
            long start = System.nanoTime();
            List<Crash> all = Crash.all(List.of(scenario));
            int before = wrong.size();
            for (Crash crash : all) {
                try {
                    crash.happens();
                } catch (AssertionError | RuntimeException e) {
                    wrong.add(crash + ": " + e);
                    System.err.println(wrong.get(wrong.size() - 1));
                }
            }
            System.out.printf(
                    "%s: %d operations, %d crashes, %d different states left, %d wrong, %d seconds%n",
                    scenario,
                    scenario.operations().size(),
                    all.size(),
                    scenario.statesLeft(),
                    wrong.size() - before,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        }
        assertThat(wrong).isEmpty();
    }
}
