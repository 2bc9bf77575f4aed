package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.RolloutKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {
    @TempDir
    Path folder;

    @Test
    void theMeansErrorsAndRatioOfKnownNumbersAreThoseByHand() throws IOException {
        Path directory = new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .file("evaluation.jsonl", """
            {"kind":"result","seed":1,"rollout":"imitator","steps":4000,"firstBadStep":null,"trainingLoss":0.3,"testLoss":0.2,"testAccuracy":0.95,"meanLoss":0.1,"relativeError":0.02,"cosine":0.99,"bias":1e-5,"maxCell":2}
            {"kind":"result","seed":2,"rollout":"imitator","steps":4000,"firstBadStep":null,"trainingLoss":0.3,"testLoss":0.4,"testAccuracy":0.97,"meanLoss":0.4,"relativeError":0.02,"cosine":0.99,"bias":1e-5,"maxCell":3}
            {"kind":"result","seed":1,"rollout":"teacher","steps":4000,"firstBadStep":null,"trainingLoss":0.3,"testLoss":0.2,"testAccuracy":0.96,"meanLoss":0.1,"relativeError":0.01,"cosine":0.99,"bias":1e-5,"maxCell":2}
            {"kind":"result","seed":2,"rollout":"teacher","steps":4000,"firstBadStep":null,"trainingLoss":0.3,"testLoss":0.2,"testAccuracy":0.96,"meanLoss":0.1,"relativeError":0.03,"cosine":0.99,"bias":1e-5,"maxCell":2}
            """)
                .directory();
        List<String> lines = ResultTable.lines(List.of(directory), false);
        assertThat(lines)
                .contains(
                        "  rollout   loss, mean theta    loss, end           test accuracy    training loss       bad step",
                        "  imitator  0.25 +- 0.15        0.30 +- 0.10        96.0 +- 1.0 %    0.3000 +- 0         none",
                        "  loss ratio to the teacher 2.00 (ln 0.69 +- 0.69)");
        assertThat(flat(lines))
                .contains("open loop: teacher drives 0.020 +- 0.010")
                .contains("0.250 against the teacher's 0.100 after 4,000 steps (mean theta; ratio 2.00; 2 seeds)");
    }

    private static String flat(List<String> lines) {
        return String.join(" ", lines).replaceAll(" +", " ");
    }

    @Test
    void oneSeedHasNoStandardError() throws IOException {
        List<String> lines =
                ResultTable.lines(List.of(new SyntheticRun(folder.resolve("a/seed-1"), 200, 1001L).write()), false);
        assertThat(String.join("\n", lines)).doesNotContain("+-").contains("1 seed).");
    }

    @Test
    void noLineIsLongerThanAHundredColumnsOrMovesTheCursor() throws IOException {
        Path good = new SyntheticRun(folder.resolve("a".repeat(140) + "/seed-1"), 600, 1001L, 1002L, 1003L)
                .diverging(1003, 77)
                .write();
        Path bad = new SyntheticRun(folder.resolve("b\u001b[2J/seed-1"), 0)
                .status("FAILED", "long words ".repeat(40) + "\u001b[31m\nx")
                .directory();
        List<String> lines = ResultTable.lines(List.of(good, bad), false);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(100)
                        .matches("\\p{ASCII}*")
                        .doesNotContainPattern("\\p{Cntrl}"));
        assertThat(String.join("\n", lines)).contains("diverged at step 77 on seed 1003");
    }

    /** The widest numbers that there are, so that a column that is one too narrow moves its neighbours. */
    @Test
    void onATerminalOfEightyColumnsNoLineIsWrapped() throws IOException {
        Path directory = new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .file("evaluation.jsonl", """
            {"kind":"result","seed":1,"rollout":"imitator","steps":4000,"firstBadStep":null,"trainingLoss":1.23e-5,"testLoss":1.23e-5,"testAccuracy":0.95,"meanLoss":1.23e-5,"relativeError":1.234e-5,"cosine":0.99,"bias":-1.234e-5,"maxCell":1.234e-5}
            {"kind":"result","seed":2,"rollout":"imitator","steps":4000,"firstBadStep":null,"trainingLoss":3.23e-5,"testLoss":3.23e-5,"testAccuracy":0.97,"meanLoss":3.23e-5,"relativeError":1.284e-5,"cosine":0.98,"bias":-1.284e-5,"maxCell":3}
            {"kind":"result","seed":1,"rollout":"teacher","steps":4000,"firstBadStep":null,"trainingLoss":0.3,"testLoss":0.2,"testAccuracy":0.96,"meanLoss":0.1,"relativeError":0.01,"cosine":0.99,"bias":1e-5,"maxCell":2}
            {"kind":"result","seed":2,"rollout":"teacher","steps":4000,"firstBadStep":null,"trainingLoss":0.3,"testLoss":0.2,"testAccuracy":0.96,"meanLoss":0.1,"relativeError":0.03,"cosine":0.99,"bias":1e-5,"maxCell":2}
            """)
                .directory();

        List<String> lines = ResultTable.lines(List.of(directory), false, 80);

        assertThat(lines)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
                .containsSequence(
                        "  rollout   loss, mean theta   loss, end          test accuracy",
                        "  imitator  (2.23 +- 1.00)e-5  (2.23 +- 1.00)e-5  96.0 +- 1.0 %",
                        "  teacher   0.1000 +- 0        0.2000 +- 0        96.00 +- 0 %",
                        "",
                        "  rollout   training loss      bad step",
                        "  imitator  (2.23 +- 1.00)e-5  none",
                        "  teacher   0.3000 +- 0        none")
                .containsSequence(
                        "  agreement    relative error       cosine            bias",
                        "  open loop    0.020 +- 0.010       0.9900 +- 0       1.000e-5 +- 0",
                        "  closed loop  (1.259 +- 0.025)e-5  0.9850 +- 0.0050  (-1.259 +- 0.025)e-5",
                        "",
                        "  agreement    max |c|",
                        "  open loop    2.00",
                        "  closed loop  3.00");
        assertThat(ResultTable.lines(List.of(directory), false, 200))
                .isEqualTo(ResultTable.lines(List.of(directory), false));
    }

    @Test
    void anEvaluationBegunAgainReplacesWhatItWroteBefore() throws IOException {
        Path directory = new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .file("evaluation.jsonl", """
            {"kind":"point","seed":1,"rollout":"imitator","step":2,"losses":[1,2]}
            {"kind":"point","seed":1,"rollout":"imitator","step":4,"losses":[3,null]}
            {"kind":"point","seed":1,"rollout":"imitator","step":2,"losses":[5,6]}
            """)
                .directory();
        Curve curve = Report.read(List.of(directory))
                .trials()
                .get(0)
                .curvesOf(RolloutKind.IMITATOR)
                .get(0);
        assertThat(curve.losses()).containsExactly(5, 6);
        assertThat(curve.points()).hasSize(1);
        assertThat(curve.firstBadStep()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void unequalSeedsAreOnlyComparedWhereBothRan() throws IOException {
        Files.createDirectories(folder.resolve("a/seed-1"));
        Path directory = new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .file("evaluation.jsonl", """
            {"kind":"result","seed":1,"rollout":"imitator","steps":10,"firstBadStep":null,"meanLoss":0.2}
            {"kind":"result","seed":2,"rollout":"imitator","steps":10,"firstBadStep":null,"meanLoss":9}
            {"kind":"result","seed":1,"rollout":"teacher","steps":10,"firstBadStep":null,"meanLoss":0.1}
            """)
                .directory();
        assertThat(flat(ResultTable.lines(List.of(directory), false)))
                .contains("0.200 against the teacher's 0.100 after 10 steps (mean theta; ratio 2.00; 1 seed).");
    }

    /** As an older version left it: no verdict in evaluation.jsonl, no teachers in the provenance, no config. */
    @Test
    void theVerdictComesBeforeTheFiguresAndTheStateOfTheRunBesideTheName() throws IOException {
        assertThat(ResultTable.lines(List.of(useless("DONE")), false))
                .containsExactly(
                        "a/seed-1 [done]",
                        "  does not imitate (one seed)",
                        "  It does not imitate: it is no better than no update at all (test loss 2.36, without any update",
                        "  2.36, its teacher's 0.387).",
                        "  The imitator reached a test loss of 2.36 against the teacher's 0.387 after 10 steps (mean theta;",
                        "  ratio 6.10; 1 seed).",
                        "",
                        "  rollout   loss, mean theta    loss, end           test accuracy    training loss       bad step",
                        "  imitator  2.359               -                   -                -                   none",
                        "  teacher   0.3870              -                   -                -                   none",
                        "  no update 2.359               -                   -                -                   none",
                        "",
                        "  loss ratio to the teacher 6.10 (ln 1.808)");
    }

    @Test
    void aRunThatIsNotAtItsEndIsNotJudged() throws IOException {
        assertThat(ResultTable.lines(List.of(useless("RUNNING")), false))
                .startsWith(
                        "a/seed-1 [running]",
                        "  The imitator reached a test loss of 2.36 against the teacher's 0.387 after 10 steps (mean theta;");
        assertThat(String.join("", ResultTable.lines(List.of(useless("INTERRUPTED")), true)))
                .startsWith("a/seed-1 [interrupted]  The imitator reached")
                .doesNotContain("imitate", "\u001b");
    }

    @Test
    void coloursAreTheVerdictsAloneAndNoneWithoutATerminal() throws IOException {
        List<String> plain = ResultTable.lines(List.of(useless("DONE")), false);
        List<String> coloured = ResultTable.lines(List.of(useless("DONE")), true);
        assertThat(coloured.get(1)).isEqualTo("  \u001b[1;31mdoes not imitate (one seed)\u001b[0m");
        assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .containsExactlyElementsOf(plain);
        Path good = new SyntheticRun(folder.resolve("b/seed-1"), 600, 1001L, 1002L, 1003L).write();
        assertThat(ResultTable.lines(List.of(good), true)).contains("  \u001b[1;32mimitates\u001b[0m");
    }

    @Test
    void lossesBelowZeroHaveADifferenceAndNoRatio() throws IOException {
        Path directory = new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .file("evaluation.jsonl", """
            {"kind":"result","seed":1,"rollout":"imitator","steps":10,"firstBadStep":null,"testLoss":-0.27,"meanLoss":-0.272}
            {"kind":"result","seed":1,"rollout":"teacher","steps":10,"firstBadStep":null,"testLoss":-0.3,"meanLoss":-0.301}
            {"kind":"result","seed":1,"rollout":"noUpdate","steps":10,"firstBadStep":null,"testLoss":0.1,"meanLoss":0.1}
            """)
                .directory();
        assertThat(flat(ResultTable.lines(List.of(directory), false)))
                .contains(
                        "no verdict No verdict: losses of this network can be 0 or below, so that a ratio means nothing; the"
                                + " imitator's test loss minus its teacher's is 0.02900.",
                        "(mean theta; difference 0.02900; 1 seed)",
                        "loss minus the teacher's 0.02900")
                .doesNotContain("ratio 0.9", "loss ratio");
    }

    @Test
    void anErrorOfThousandsOfPerCentIsSaidAsAMultiple() throws IOException {
        assertThat(agreement("9.996", "10"))
                .contains("to within 1000 %; when it drives itself, it differs from them by 10 times their size.");
        assertThat(agreement("1e6", "1e9"))
                .contains(
                        "to within 1,000,000 times their size; when it drives itself, it differs from them by more than a billion times their size.");
    }

    private String agreement(String open, String closed) throws IOException {
        Path directory = new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .file("evaluation.jsonl", """
            {"kind":"result","seed":1,"rollout":"imitator","steps":10,"meanLoss":2,"relativeError":%s}
            {"kind":"result","seed":1,"rollout":"teacher","steps":10,"meanLoss":1,"relativeError":%s}
            """.formatted(closed, open))
                .directory();
        return String.join(" ", ResultTable.lines(List.of(directory), false)).replaceAll("\\s+", " ");
    }

    private Path useless(String state) throws IOException {
        return new SyntheticRun(folder.resolve("a/seed-1"), 0)
                .status(state, "")
                .file("evaluation.jsonl", """
            {"kind":"result","seed":1,"rollout":"imitator","steps":10,"firstBadStep":null,"meanLoss":2.359}
            {"kind":"result","seed":1,"rollout":"teacher","steps":10,"firstBadStep":null,"meanLoss":0.387}
            {"kind":"result","seed":1,"rollout":"noUpdate","steps":10,"firstBadStep":null,"meanLoss":2.359}
            """)
                .directory();
    }
}
