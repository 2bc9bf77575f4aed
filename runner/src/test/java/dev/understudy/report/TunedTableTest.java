package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TunedTeacher.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of tuned teachers on the terminal, in full. */
class TunedTableTest {
    private static Candidate candidate(String schedule, double rate, int diverged, double loss) {
        Figure training = new Figure(loss, 0.0125);
        return new Candidate(
                schedule, rate, diverged, training, training, new Figure(2 * loss, 0.025), new Figure(0.9, 0.01), null);
    }

    private static TunedTeacher tuned(List<Candidate> candidates, List<Candidate> bestOfSchedule, Candidate best) {
        return new TunedTeacher(
                Map.of(),
                2000,
                "adam",
                "adam",
                List.of(3e-4, 1e-3, 1.0),
                List.of("constant", "linear"),
                List.of(1L, 2L),
                1000,
                10_000,
                candidates,
                best,
                null,
                bestOfSchedule,
                "");
    }

    @Test
    void theBestOfEachScheduleAndWhatToMistrust() {
        Candidate constant = candidate("constant", 1e-3, 0, 0.25);
        Candidate linear = candidate("linear", 1, 0, 0.125);
        Candidate bad = candidate("constant", 1, 2, Double.NaN);

        assertThat(TunedTable.lines(tuned(List.of(constant, bad, linear), List.of(constant, linear), linear)))
                .containsExactly(
                        "adam over 2,000 steps: 3 rates by 2 schedules on 2 seeds",
                        "",
                        "  schedule     learning rate training loss         test loss             test accuracy",
                        "  constant     0.001         0.250 +- 0.013        0.500 +- 0.025        90.0 +- 1.0 %",
                        "  linear       1             0.125 +- 0.013        0.250 +- 0.025        90.0 +- 1.0 %       best",
                        "",
                        "  The training loss is of the last step, over the first 10,000 training samples, in evaluation mode.",
                        "  The best of linear lies on the edge of the grid: a rate above 1 may be better.",
                        "  1 of 3 candidates diverged on at least one seed, and is worse than any other.");
    }

    @Test
    void aScheduleOfWhichEveryRateDivergedIsNamed() {
        Candidate constant = candidate("constant", 3e-4, 0, 0.25);

        assertThat(TunedTable.lines(tuned(List.of(constant), List.of(constant), constant)))
                .endsWith(
                        "  Of linear every rate diverged.",
                        "  The best of constant lies on the edge of the grid: a rate below 3e-4 may be better.");
    }

    @ParameterizedTest
    @CsvSource({"1e-7, 1e-7", "3e-4, 3e-4", "2.5e-5, 2.5e-5", "0.001, 0.001", "0.3, 0.3", "1, 1", "100, 100"})
    void aRateIsWrittenAsAPersonWritesIt(double rate, String text) {
        assertThat(TunedTable.rate(rate)).isEqualTo(text);
    }
}
