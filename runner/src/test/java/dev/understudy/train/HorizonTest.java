package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Rollout.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps at which a rollout is judged; every number here is computed by hand. */
class HorizonTest {
    private static Horizon of(int end) {
        return Horizon.first(Trials.config("evaluation.steps=" + end, "evaluation.everySteps=1")
                .evaluation());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,1", "4,2", "20,10", "999,499", "1000,500", "1001,500", "4000,500", "100000,500"})
    void theMeanIsOverTheLastFiveHundredStepsOrHalfOfAShortHorizon(int end, int steps) {
        assertThat(EvaluationConfig.window(end)).isEqualTo(steps);
        assertThat(of(end).meanFrom()).isEqualTo(end - steps);
    }

    /** The gap is end / 20 without its fraction, at least 1 and at most 50. */
    @ParameterizedTest
    @CsvSource({
        "4000, 3800 3850 3900 3950 4000",
        "1000, 800 850 900 950 1000",
        "999, 803 852 901 950 999",
        "200, 160 170 180 190 200",
        "39, 35 36 37 38 39",
        "40, 32 34 36 38 40",
        "10, 6 7 8 9 10",
        "3, 1 2 3",
        "1, 1"
    })
    void theFivePointsEndAtTheHorizonATwentiethOfTheWayApart(int end, String points) {
        Horizon horizon = of(end);
        assertThat(IntStream.rangeClosed(1, end + 100).filter(horizon::hasPoint).mapToObj(String::valueOf))
                .containsExactly(points.split(" "));
    }

    /** Repeated calls for the next step must not skip the start of the mean, a point or the end. */
    @ParameterizedTest
    @CsvSource({"4000, 3500 3800 3850 3900 3950 4000", "200, 100 160 170 180 190 200", "1, 1", "3, 2 3"})
    void theNextStepIsTheFirstWithSomethingToDo(int end, String steps) {
        Horizon horizon = of(end);
        List<String> found = new ArrayList<>();
        for (int step = 0; step < end; found.add(String.valueOf(step))) {
            step = horizon.next(step);
        }
        assertThat(found).containsExactly(steps.split(" "));
    }

    @Test
    void horizonsFollowEachOtherAndTheEndIsTheLast() {
        EvaluationConfig config = Trials.config(
                        "evaluation.steps=4000", "evaluation.everySteps=100", "evaluation.horizons=[600, 2000]")
                .evaluation();
        Horizon first = Horizon.first(config);
        Horizon second = first.after(config);
        Horizon last = second.after(config);

        assertThat(List.of(first.end(), second.end(), last.end())).containsExactly(600, 2000, 4000);
        assertThat(List.of(first.meanFrom(), second.meanFrom(), last.meanFrom()))
                .containsExactly(300, 1500, 3500);
        assertThat(second.scores()).isEmpty();
        first.score(new Score(1, 2));
        assertThat(second.scores()).isEmpty();
    }
}
