package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of the terminal in full, and the form of their numbers. */
class TerminalByHandTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    @Test
    void aLongWordIsCutAtTheWidthAndALongSentenceAtASpace() {
        List<String> lines = ResultTable.lines(
                List.of(run().status("FAILED", "x".repeat(120) + " y".repeat(60))
                        .directory()),
                false);
        assertThat(lines)
                .containsExactly(
                        "a/seed-1 [failed]",
                        "  Failed:",
                        "  " + "x".repeat(98),
                        "  " + "x".repeat(22) + " y".repeat(38),
                        "  " + "y ".repeat(21) + "y.");
    }

    /** Two spaces, "Failed: ", 44 + 1 + 44 letters and a full stop are a hundred columns. */
    @Test
    void aLineOfTheFullWidthIsNotBroken() {
        String words = "x".repeat(44) + " " + "y".repeat(44);
        assertThat(ResultTable.lines(List.of(run().status("FAILED", words).directory()), false))
                .containsExactly("a/seed-1 [failed]", "  Failed: " + words + ".");
    }

    @Test
    void theTableHasWhatTheLoopsEndedWith() {
        List<String> lines = ResultTable.lines(
                List.of(run().end(
                                "imitator",
                                1,
                                0.2,
                                ",\"testLoss\":0.25,\"testAccuracy\":0.5,\"trainingLoss\":0.75,\"relativeError\":0.5,\"cosine\":0.25,\"bias\":0.125,\"maxCell\":7")
                        .end("teacher", 1, 0.1, ",\"relativeError\":0.25")
                        .end("floor", 1, 0.105)
                        .diverged("noUpdate", 1, 1234)
                        .status("DONE", "")
                        .directory()),
                false);
        assertThat(lines)
                .containsSequence(
                        "",
                        "  rollout   loss, mean theta    loss, end           test accuracy    training loss       bad step",
                        "  imitator  0.2000              0.2500              50.00 %          0.7500              none",
                        "  teacher   0.1000              -                   -                -                   none",
                        "  floor     0.1050              -                   -                -                   none",
                        "  no update -                   -                   -                -                   1234",
                        "",
                        "  loss ratio to the teacher 2.00 (ln 0.6931)",
                        "  noise floor 1.050 (ln 0.04879)",
                        "",
                        "  agreement with the teacher relative error       cosine             bias                 max |c|",
                        "  open loop: teacher drives  0.2500               -                  -                    -",
                        "  closed loop: it drives     0.5000               0.2500             0.1250               7.00");
    }

    @Test
    void trialsAreSeparatedByAnEmptyLine() {
        Path directory = run().directory();
        assertThat(ResultTable.lines(List.of(directory, directory), false))
                .containsExactly(
                        "a/seed-1 [no result yet]",
                        "  This run directory holds no results yet.",
                        "",
                        "a/seed-1 [no result yet]",
                        "  This run directory holds no results yet.");
    }

    /** Red for an imitator that does not imitate, yellow for no verdict, cyan for better than its teacher. */
    @ParameterizedTest
    @CsvSource({"9, 31", "1.06, 33", "1, 32"})
    void theColourFollowsTheWord(double ratio, int colour) {
        List<String> lines = ResultTable.lines(
                List.of(run().end("imitator", 1, 0.1 * ratio)
                        .end("teacher", 1, 0.1)
                        .directory()),
                true);
        assertThat(lines.get(1)).startsWith("  \u001b[1;" + colour + "m").endsWith("\u001b[0m");
    }

    @Test
    void betterThanItsTeacherIsCyan() {
        Evaluated run = run();
        for (long seed = 1; seed <= 3; seed++) {
            run.end("imitator", seed, 0.05).end("teacher", seed, 0.1);
        }
        assertThat(ResultTable.lines(List.of(run.directory()), true).get(1))
                .isEqualTo("  \u001b[1;36mbetter than its teacher\u001b[0m");
    }

    // ---- numbers ----

    @ParameterizedTest
    @CsvSource({
        "0, 4, 0",
        "0.001, 3, 0.00100",
        "0.000999, 3, 9.99e-4",
        "99999, 3, 100000",
        "100000, 3, 1.00e5",
        "-99999, 4, -100000",
        "9.9996, 4, 10.000",
        "1234, 2, 1200",
        "1e-100, 3, 1.00e-100",
        "1.5e300, 2, 1.5e300",
    })
    void aNumberIsPlainFromAThousandthToAHundredThousand(double value, int digits, String shown) {
        assertThat(Numbers.show(value, digits)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0, 0.5000 +- 0",
        "1, 1e-13, 1.000 +- 0",
        "1, 1e-11, 1.00000 +- 1e-11",
        "0, 0.5, 0.00 +- 0.50",
        "0.5, 1e-6, 0.500000 +- 1e-6",
        "0.5, 1.2e-5, 0.500000 +- 0.000012",
        "200000, 1000, (2.000 +- 0.010)e5",
        "0.0002, 0.00004, (2.00 +- 0.40)e-4",
        "0.00001, 0.02, 0.000 +- 0.020",
        "5, 30, 5 +- 30",
        "NaN, 1, -",
        "2, NaN, 2.000",
    })
    void anErrorBearsTwoDigits(double mean, double error, String shown) {
        assertThat(Numbers.show(new MeanWithError(mean, error, 3))).isEqualTo(shown);
    }
}
