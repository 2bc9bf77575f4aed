package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.engine.Rollout.Trace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statistics of a rollout from its traces, by hand. */
class RolloutStatisticsTest {
    private static Trace trace(int first, float... losses) {
        Agreement[] agreement = new Agreement[losses.length];
        Arrays.setAll(agreement, i -> of(first + i + 1));
        return new Trace(first, losses, agreement);
    }

    private static Agreement of(int n) {
        return new Agreement(n, 10 * n, 100 * n, 1000 * n, -n, 7 * n);
    }

    @Test
    void theTrainingLossIsTheMeanOfExactlyTheLastStepsOfTheWindow() {
        RolloutStatistics totals = new RolloutStatistics(3);

        totals.add(List.of(trace(0, 100, 8)));
        assertThat(totals.trainingLoss(3)).isEqualTo(54); // (100 + 8) / 2
        totals.add(List.of(trace(2, 1)));
        assertThat(totals.trainingLoss(3)).isEqualTo(109 / 3.0); // (100 + 8 + 1) / 3
        totals.add(List.of(trace(3, 6, 5)));
        assertThat(totals.trainingLoss(3)).isEqualTo(4); // (1 + 6 + 5) / 3
        assertThat(totals.trainingLoss(2)).isEqualTo(5.5); // (6 + 5) / 2
        assertThat(totals.trainingLoss(4)).isEqualTo(4);
    }

    @Test
    void aSpanHasItsOwnLossesAndSumsAndTheWholeHasAll() {
        RolloutStatistics totals = new RolloutStatistics(3);
        totals.add(List.of(trace(0, 4, 5)));

        RolloutStatistics.Span span = totals.add(List.of(trace(2, 6), trace(3, 7, 8)));

        assertThat(span.losses()).containsExactly(6, 7, 8);
        assertThat(span.sum()).isEqualTo(of(3 + 4 + 5));
        assertThat(totals.all()).isEqualTo(of(1 + 2 + 3 + 4 + 5));
    }

    @Test
    void theFirstBadStepIsCountedFromTheBeginningOfItsTraceAndStays() {
        RolloutStatistics totals = new RolloutStatistics(3);
        totals.add(List.of(trace(0, 1, 2), trace(2, 3, 4)));
        assertThat(totals.firstBadStep).isEqualTo(-1);

        totals.add(List.of(trace(4, 5), trace(5, 6, Float.POSITIVE_INFINITY, Float.NaN)));
        assertThat(totals.firstBadStep).isEqualTo(6);
        totals.add(List.of(trace(8, Float.NaN)));
        assertThat(totals.firstBadStep).isEqualTo(6);
    }

    @Test
    void aLoopWhoseFirstStepIsBadHasTheFirstBadStepZero() {
        RolloutStatistics totals = new RolloutStatistics(3);
        totals.add(List.of(trace(0, Float.NEGATIVE_INFINITY)));
        assertThat(totals.firstBadStep).isZero();
    }
}
