package dev.understudy.run;

import dev.understudy.imitation.Philox;
import dev.understudy.run.PowerCutDisk.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A power cut or a failing disk at any moment costs no more than the time since the last checkpoint. Here at some moments:
 * one for each operation of the disk and each kind of error, drawn once and for all; {@link EveryCrashTest} takes every one.
 */
@Tag("process")
class CrashesTest {
    private static final long SEED = 12;

    @TempDir
    private static Path folder;

    private static List<Crash> all;

    @BeforeAll
    static void count() throws IOException {
        all = Crash.all(CrashScenarios.in(folder));
    }

    static Stream<Crash> oneOfEachKind() {
        Map<String, List<Crash>> kinds = all.stream()
                .collect(Collectors.groupingBy(
                        crash -> crash.verb() + crash.trouble() + crash.lost(), TreeMap::new, Collectors.toList()));
        AtomicInteger number = new AtomicInteger();
        return kinds.values().stream().map(kind -> drawn(kind, number.getAndIncrement()));
    }

    private static Crash drawn(List<Crash> kind, int index) {
        return kind.get(Philox.below(kind.size(), Philox.word(SEED, Philox.SAMPLE, 0, 0, index)));
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void theSameCallAgainLeavesWhatAnUndisturbedOneLeaves(Crash crash) {
        crash.happens();
    }

    static Stream<Crash> inProcesses() {
        return Stream.of(Lost.NOTHING, Lost.EVERYTHING, Lost.HALF)
                .map(lost -> all.stream().filter(crash -> crash.lost() == lost).toList())
                .map(crashes -> drawn(crashes, 1000 + crashes.get(0).lost().ordinal()));
    }

    @ParameterizedTest
    @MethodSource("inProcesses")
    void soItIsWithAProcessThatEnds(Crash crash) throws IOException, InterruptedException {
        crash.happensToAProcess();
    }
}
