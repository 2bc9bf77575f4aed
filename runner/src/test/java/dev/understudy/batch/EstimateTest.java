package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.train.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of measured steps. */
class EstimateTest {
    private static final String TINY =
            "name: a\ntraining: {metaSteps: 100}\nevaluation: {steps: 50, seeds: [1, 2], everySteps: 10}\n";

    private final List<Config> asked = new ArrayList<>();

    private static Plan plan(String... overrides) {
        return new Plan(Stream.of(overrides)
                .map(o -> Configs.parse(TINY, "a", List.of(o.split(" "))))
                .map(config -> new PlannedTrial(config, Map.of(), "seed-1"))
                .toList());
    }

    private StepTime measured(Config config, StepTime time) {
        asked.add(config);
        return time;
    }

    @Test
    void stepsAreCountedOverAllTrials() {
        Estimate estimate = Estimate.of(
                plan("seed=1", "seed=2 training.metaSteps=300", "seed=3 evaluation.noiseFloor=true"),
                config -> measured(config, new StepTime(0.5, 0.25)));

        // 500 meta-steps; 3, 3 and 4 who drive, on two seeds, for 50 steps.
        assertThat(estimate.seconds()).isCloseTo(500 * 0.5 + (6 + 6 + 8) * 50 * 0.25, within(1e-9));
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatASweepOftenChangesCostsNothingMoreAndIsMeasuredOnce() {
        Estimate.of(
                plan("teacher.learningRate=1", "training.metaOptimizer.learningRate=1", "training.clip=1", "seed=9"),
                config -> measured(config, new StepTime(1, 1)));
        assertThat(asked).hasSize(1);

        asked.clear();
        Estimate.of(
                plan("seed=1", "teacher=adam", "optimizee.batch=3", "imitator.hidden=[3]", "threads=3"),
                config -> measured(config, new StepTime(1, 1)));
        assertThat(asked).hasSize(5);
    }

    @Test
    void whatIsNotMeasuredTakesTheMeanOfWhatIs() {
        Estimate estimate = Estimate.of(
                plan("training.unroll=1", "training.unroll=2", "training.unroll=4"),
                config -> config.training().unroll() == 4
                        ? null
                        : new StepTime(config.training().unroll(), 0));

        assertThat(estimate.seconds()).isCloseTo(100 * (1 + 2 + 1.5), within(1e-9));
        assertThat(estimate.sentence())
                .isEqualTo(
                        "about 8 min for all trials one after the other, an estimate from steps measured here; 2 of 3 kinds"
                                + " of steps were measured");
    }

    @Test
    void aStepIsMeasuredOnTheEngineThatWouldRun() {
        Config config = Configs.parse("name: a\ndata: {dataset: half-plane}\nthreads: 1", "a", List.of());
        StepTime time = StepTime.measure(config, 0.05);

        assertThat(time.metaStepSeconds()).isBetween(1e-7, 10.0);
        assertThat(time.rolloutStepSeconds()).isBetween(1e-8, 10.0);
    }

    @Test
    void aTrainingThatIsOverBeforeItIsMeasuredGoesOn() {
        Config config = Configs.parse(
                "name: a\ndata: {dataset: half-plane}\nthreads: 1\ntraining: {metaSteps: 1, schedule: cosine}",
                "a",
                List.of());
        assertThat(StepTime.measure(config, 0.05).metaStepSeconds()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 1 s",
        "59, 59 s",
        "61, 1 min",
        "3540, 59 min",
        "3600, 1 h 0 min",
        "12060, 3 h 21 min",
        "86400, 1 day 0 h",
        "180000, 2 days 2 h"
    })
    void aTimeIsSaidInTheUnitsOfAPerson(double seconds, String said) {
        assertThat(Estimate.duration(seconds)).isEqualTo(said);
    }
}
