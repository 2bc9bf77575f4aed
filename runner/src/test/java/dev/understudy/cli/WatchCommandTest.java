package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.live.FollowedRuns;
import dev.understudy.run.Held;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchCommandTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private Terminal.Size size = new Terminal.Size(24, 80);

    @TempDir
    private Path runs;

    @Test
    void whatIsOverIsShownAndIsTheEnd() {
        HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        HandMadeRun.done(runs, "b", "seed-1", "", 1.25);
        Called called = Called.with("watch", runs);
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines()).containsExactly("2 trials: 2 done");
        assertThat(called.err()).isEmpty();
    }

    @Test
    void aTrialThatFailedIsOneAsInRun() throws IOException {
        Path run = HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        Files.writeString(
                run.resolve("status.json"),
                Files.readString(run.resolve("status.json")).replace("DONE", "FAILED"));
        assertThat(Called.with("watch", runs).code()).isEqualTo(1);
    }

    @Test
    void aLookNowAndThenIsBetweenATenthOfASecondAndAnHour() {
        for (String every : List.of("0", "-1", "NaN", "0.09", "3601")) {
            oneLine(2, Called.with("watch", runs, "--every", every), "--every is ");
        }
    }

    @Test
    void nothingIsWrittenAndNothingIsLocked() throws IOException {
        Path run = HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        HandMadeRun.done(runs, "b", "seed-1", "", 1);
        Files.writeString(
                run.resolve("status.json"),
                Files.readString(run.resolve("status.json")).replace("DONE", "RUNNING"));
        Map<String, String> before = files();
        new FollowedRuns(List.of(runs)).look(Instant.now());
        assertThat(files()).isEqualTo(before).hasSize(6);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(runs)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(runs.relativize(file).toString(), Files.getLastModifiedTime(file) + Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void aTerminalIsDrawnAnewAndKeepsTheLastFrame() {
        Path run = HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        FollowedRuns followed = new FollowedRuns(List.of(runs));
        try (WatchConsole console = WatchConsole.onTerminal(out, () -> size, true)) {
            console.show(followed.look(Instant.now()));
            assertThat(shown())
                    .isEqualTo("\u001b[?7l\r\u001b[J\na/seed-1  \u001b[1;32mdone\u001b[0m\n1 trial: 1 done\n\u001b[?7h"
                            .replace("\u001b[J\n", "\u001b[J"));
            size = new Terminal.Size(24, 10);
            console.show(followed.look(Instant.now()));
            assertThat(shown()).isEqualTo("\u001b[?7l\u001b[2A\r\u001b[Ja/seed-1…\n1 trial:…\n\u001b[?7h");
            size = null;
            console.show(followed.look(Instant.now()));
            assertThat(shown())
                    .as("not told, as after Ctrl-C")
                    .isEqualTo("\u001b[?7l\u001b[2A\r\u001b[Ja/seed-1…\n1 trial:…\n\u001b[?7h");
            size = new Terminal.Size(2, 10);
            console.show(followed.look(Instant.now()));
            assertThat(shown())
                    .as("higher than the window the cursor cannot go")
                    .startsWith("\u001b[?7l\u001b[1A\r");
        }
        assertThat(shown()).isEqualTo("\r\u001b[J");
        assertThat(run).exists();
    }

    @Test
    void elsewhereThereAreNoEscapes() {
        Path run = HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        Held.forGood(run);
        try (WatchConsole console = WatchConsole.elsewhere(out)) {
            console.show(new FollowedRuns(List.of(runs)).look(Instant.now()));
        }
        assertThat(shown()).isEqualTo("1 trial: 1 done\n");
    }

    private String shown() {
        String all = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return all;
    }
}
