package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RmCommandTest {
    @TempDir
    Path folder;

    private Path runs;
    private Path a;
    private Path b;

    @BeforeEach
    void twoRunsOneWithAnEvaluation() {
        runs = folder.resolve("runs");
        a = HandMadeRun.done(runs, "a", "seed-1", "", 1);
        b = HandMadeRun.done(runs, "b", "seed-1", "", 1);
        HandMadeRun.done(a, "evaluations", "usual", "", 1);
    }

    @Test
    void withoutATerminalItAsksForYes() {
        oneLine(2, Called.with("rm", a), "rm has no terminal to ask on; expected an answer before anything is removed");
        assertThat(a.resolve("status.json")).exists();
    }

    @Test
    void withYesItSaysWhatGoesAndWhatIsLeft() throws IOException {
        Path notes = Files.writeString(b.resolve("notes.txt"), "mine");

        Called called = Called.with("rm", "--yes", a, b);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\S+/a/seed-1  \\d+ bytes, with 1 evaluation"),
                        line -> assertThat(line).matches("\\S+/b/seed-1  \\d+ bytes"),
                        line -> assertThat(line).isEqualTo("Removed: " + a),
                        line -> assertThat(line).isEqualTo("Removed: " + b),
                        line -> assertThat(line).isEqualTo("  left, not of this program: " + notes));
        assertThat(runs.resolve("a")).doesNotExist();
        assertThat(notes).exists();
    }

    @Test
    void namedTwiceOrWithItsEvaluationItGoesOnce() {
        Called called = Called.with("rm", "--yes", a, a.resolve("evaluations/usual"), a + "/");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).containsOnlyOnce("Removed: ");
        assertThat(runs.toFile().list()).containsExactly("b");
    }

    /** All are checked before the first is removed. */
    @Test
    void oneThatIsInUseKeepsAll() {
        Held.forGood(b);

        oneLine(3, Called.with("rm", "--yes", a, b), "b/seed-1 is in use by process");
        assertThat(a.resolve("status.json")).exists();
        assertThat(Called.with("rm", "--yes", a).code()).isZero();
    }

    @Test
    void oneThatIsNoRunKeepsAll() {
        oneLine(2, Called.with("rm", "--yes", a, runs), "runs is not a run's directory");
        oneLine(2, Called.with("rm", "--yes", folder.resolve("nowhere")), "nowhere is not there");
        assertThat(a.resolve("status.json")).exists();
    }

    @ParameterizedTest
    @CsvSource({"y,true", "' Yes ',true", "n,false", "'',false", "yesterday,false", ",false"})
    void onlyYesIsYes(String answer, boolean yes) {
        assertThat(RmCommand.isYes(answer)).isEqualTo(yes);
    }

    @ParameterizedTest
    @CsvSource({"1023,1023 bytes", "1024,1 KiB", "1048575,1023 KiB", "1572864,1.5 MiB"})
    void sizesAreReadable(long bytes, String shown) {
        assertThat(RmCommand.size(bytes)).isEqualTo(shown);
    }
}
