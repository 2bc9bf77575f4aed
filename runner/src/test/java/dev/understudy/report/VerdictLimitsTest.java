package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.report.Verdict.Figures;
import dev.understudy.report.Verdict.Seed;
import dev.understudy.report.Verdict.Word;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The verdict exactly at its limits: ln(1.05/1) is the margin's own number, so that nothing is lost to rounding. */
class VerdictLimitsTest {
    private static final double NONE = Double.NaN;

    private static Verdict one(double imitator, double nothing, double floor) {
        return Verdict.of(new Figures(1.05, List.of(new Seed(imitator, 1, nothing, floor, false, false)), false, null));
    }

    @Test
    void theMarginItselfIsWithinTheMargin() {
        assertThat(one(1.05, NONE, NONE).shown()).isEqualTo("imitates (one seed)");
    }

    @Test
    void theRatioUpToWhichItIsCloseIsClose() {
        assertThat(one(1.2, NONE, NONE).shown()).isEqualTo("no verdict");
        assertThat(one(Math.nextUp(1.2), NONE, NONE).shown()).isEqualTo("does not imitate (one seed)");
    }

    @Test
    void aFloorWithinTheMarginIsNotSaid() {
        assertThat(one(1.1, NONE, 1.05).reason()).doesNotContain("against itself");
        assertThat(one(1.1, NONE, 1.06).reason()).contains("the teacher against itself gives 1.060");
        assertThat(one(1.1, NONE, 0.94).reason()).contains("the teacher against itself gives 0.940");
    }

    /** No update is better by ln ratios of 0.02, 0.10 and 0.18: 0.1 on the mean, and 0.0488 + 2·0.08/√3 = 0.141 are required. */
    @Test
    void aTeacherMustBeBetterThanNoUpdateByMoreThanChance() {
        List<Seed> seeds = DoubleStream.of(0.02, 0.10, 0.18)
                .mapToObj(ln -> new Seed(1, 1, Math.exp(ln), NONE, false, false))
                .toList();
        assertThat(Verdict.of(new Figures(1.05, seeds, false, null)).reason())
                .startsWith("No verdict: its teacher is itself no better than no update");
    }

    /** Even if a loss was written for it: it is that of a diverged network. */
    @Test
    void aSeedOnWhichBothDivergedDoesNotCount() {
        List<Seed> seeds = List.of(new Seed(1, 1, NONE, NONE, false, false), new Seed(9, 1, NONE, NONE, true, true));
        assertThat(Verdict.of(new Figures(1.05, seeds, false, null)).shown()).isEqualTo("imitates (one seed)");
    }

    @Test
    void aWordWithoutSeedsIsTheWordAlone() {
        assertThat(new Verdict(Word.NOT, 0, "").shown()).isEqualTo("does not imitate");
        assertThat(new Verdict(Word.NOT, 2, "").shown()).isEqualTo("does not imitate (two seeds)");
        assertThat(new Verdict(Word.NOT, 3, "").shown()).isEqualTo("does not imitate");
        assertThat(new Verdict(Word.NONE, 1, "").shown()).isEqualTo("no verdict");
        assertThat(new Verdict(Word.OTHER, 1, "").shown()).isEqualTo("no verdict: not its teacher");
    }
}
