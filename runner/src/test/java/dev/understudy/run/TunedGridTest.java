package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.run.TunedTeacher.Candidate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The candidates of a tuning from its rollouts, by hand. */
class TunedGridTest {
    private static TuningLine rollout(long seed, Integer bad, double loss) {
        return new TuningLine(
                0.1,
                seed,
                2,
                bad,
                loss,
                10 * loss,
                2 * loss,
                0.5,
                new int[] {1, 2},
                new float[] {(float) loss, (float) loss + 1},
                new float[] {4, (float) loss},
                1);
    }

    private static Candidate candidate(double rate, double... losses) {
        return TunedGrid.candidate(
                "linear",
                rate,
                Stream.of(losses)
                        .flatMap(all -> java.util.Arrays.stream(all).mapToObj(loss -> rollout(1, null, loss)))
                        .toList());
    }

    /** 1, 2 and 6: mean 3, sample variance (4 + 1 + 9)/2 = 7, standard error √(7/3). */
    @Test
    void aCandidateIsTheMeanOfItsSeedsWithItsStandardError() {
        Candidate mean = TunedGrid.candidate(
                "linear", 0.1, List.of(rollout(1, null, 1), rollout(2, null, 2), rollout(3, null, 6)));

        assertThat(mean.trainingLoss().mean()).isCloseTo(3, within(1e-12));
        assertThat(mean.trainingLoss().standardError()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-12));
        assertThat(mean.batchLoss().mean()).isCloseTo(30, within(1e-12));
        assertThat(mean.testLoss().mean()).isCloseTo(6, within(1e-12));
        assertThat(mean.testAccuracy().standardError()).isZero();
        assertThat(mean.course().steps()).containsExactly(1, 2);
        assertThat(mean.course().trainingLosses()).containsExactly(new float[] {3, 4}, within(1e-6f));
        assertThat(mean.course().batchLosses()).containsExactly(new float[] {4, 3}, within(1e-6f));
        assertThat(candidate(0.1, 4).trainingLoss().standardError()).isNaN();
    }

    @Test
    void oneSeedThatDivergedMakesACandidateWorseThanAnyOther() {
        Candidate bad = TunedGrid.candidate("linear", 0.1, List.of(rollout(1, null, 0.001), rollout(2, 7, 0.001)));

        assertThat(bad.diverged()).isEqualTo(1);
        assertThat(bad.trainingLoss().mean()).isNaN();
        assertThat(bad.course()).isNull();
        assertThat(TunedGrid.best(Stream.of(bad, candidate(0.2, 9))))
                .hasValueSatisfying(best -> assertThat(best.learningRate()).isEqualTo(0.2));
        assertThat(TunedGrid.best(Stream.of(bad))).isEmpty();
    }

    @Test
    void theBestHasTheLowestMeanAndOfEqualOnesTheSmallerRate() {
        assertThat(TunedGrid.best(Stream.of(candidate(0.3, 1, 3), candidate(0.2, 2, 2), candidate(0.1, 5, 0))))
                .hasValueSatisfying(best -> assertThat(best.learningRate()).isEqualTo(0.2));
    }
}
