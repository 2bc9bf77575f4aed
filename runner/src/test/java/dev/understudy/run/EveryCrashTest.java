package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the disk, and every trouble with it. {@code mvn -Pcampaign test} runs it; {@code verify} runs {@link CrashesTest}. */
@Tag("campaign")
class EveryCrashTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void theSameCallAgainLeavesWhatAnUndisturbedOneLeaves() throws IOException {
        List<CrashScenario> scenarios = CrashScenarios.in(folder);
        List<Crash> all = Crash.all(scenarios);
        long start = System.nanoTime();
        List<String> wrong = new java.util.ArrayList<>();
        for (Crash crash : all) {
            try {
                crash.happens();
            } catch (AssertionError | RuntimeException e) {
                wrong.add(crash + "\n" + e);
                System.err.println(wrong.get(wrong.size() - 1));
            }
        }
        System.out.printf(
                "%d crashes at the operations of %s: %d wrong, %d seconds%n",
                all.size(),
                scenarios.stream()
                        .map(s -> s.name + " (" + s.operations().size() + ")")
                        .collect(Collectors.joining(", ")),
                wrong.size(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        assertThat(wrong).isEmpty();
    }
}
