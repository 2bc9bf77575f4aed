package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.train.StepTime;
import dev.understudy.train.UnitTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate of a plan's time from measured steps. */
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

    private StepTime measured(Config config, double metaStep, double rolloutStep) {
        asked.add(config);
        return new StepTime(new UnitTime(metaStep), new UnitTime(rolloutStep), new UnitTime(0), 100);
    }

    private static final Rehearsal NOTHING_BESIDES =
            new Rehearsal(Rehearsal.oneStep(Configs.parse(TINY, "a", List.of())), 0);

    @Test
    void stepsAreCountedOverAllTrials() {
        Estimate estimate = Estimate.of(
                plan("seed=1", "seed=2 training.metaSteps=300", "seed=3 evaluation.noiseFloor=true"),
                NOTHING_BESIDES,
                config -> measured(config, 0.5, 0.25));

        // 500 meta-steps; rollouts of 3, 3 and 4 kinds, on two seeds, of 50 steps.
        assertThat(estimate.seconds()).isCloseTo(500 * 0.5 + (6 + 6 + 8) * 50 * 0.25, within(1e-9));
        assertThat(asked).hasSize(1);
    }

    @Test
    void theScoresOfEveryLoopAreCounted() {
        StepTime time = new StepTime(UnitTime.NONE, new UnitTime(0), new UnitTime(1e-3), 3000);
        Estimate estimate = Estimate.of(
                plan("evaluation.batch=64 evaluation.steps=55", "evaluation.batch=5000 evaluation.horizons=[20]"),
                NOTHING_BESIDES,
                config -> time);

        // Three kinds of rollouts, on two seeds. Six points of 64, and the end; five points of all 3000, and two ends.
        int end = 2 * 3000 + 5 * 2000;
        assertThat(estimate.seconds()).isCloseTo(6 * (6 * 64 + end + 5 * 3000 + 2 * end) * 1e-3, within(1e-9));
    }

    @Test
    void whatATrialTakesBesidesItsStepsIsCountedForEach() {
        Config one = Rehearsal.oneStep(Configs.parse(TINY, "a", List.of()));
        assertThat(one.training().metaSteps()).isEqualTo(1);
        assertThat(one.evaluation().seeds()).hasSize(1);
        // Of its 30 seconds, 2 are one meta-step and three steps of rollouts.
        Estimate estimate =
                Estimate.of(plan("seed=1", "seed=2"), new Rehearsal(one, 30), config -> measured(config, 0.5, 0.5));

        assertThat(estimate.seconds()).isCloseTo(2 * (28 + 100 * 0.5 + 300 * 0.5), within(1e-9));
    }

    @Test
    void everyTrialBeginsSlowlyAlsoWhereOnlyTheFirstWasMeasuredSo() {
        UnitTime young = new UnitTime(0.5, 4, 20); // the first twenty took 14 seconds
        Estimate estimate = Estimate.of(
                plan("training.unroll=1", "training.unroll=2 training.metaSteps=4", "training.unroll=4"),
                NOTHING_BESIDES,
                config -> new StepTime(
                        config.training().unroll() == 1 ? young : new UnitTime(1),
                        new UnitTime(0),
                        new UnitTime(0),
                        100));

        // Of the second one's beginning, ten steps, there are four.
        assertThat(estimate.seconds()).isCloseTo(50 + 4 + 4 + 4 * 4 / 10.0 + 100 + 4, within(1e-9));
    }

    @Test
    void whatASweepOftenChangesCostsNothingMoreAndIsMeasuredOnce() {
        Estimate.of(
                plan("teacher.learningRate=1", "training.metaOptimizer.learningRate=1", "training.clip=1", "seed=9"),
                NOTHING_BESIDES,
                config -> measured(config, 1, 1));
        assertThat(asked).hasSize(1);

        asked.clear();
        Estimate.of(
                plan("seed=1", "teacher=adam", "optimizee.batch=3", "imitator.hidden=[3]", "threads=3"),
                NOTHING_BESIDES,
                config -> measured(config, 1, 1));
        assertThat(asked).hasSize(5);
    }

    @Test
    void whatIsNotMeasuredTakesTheMeanOfWhatIs() {
        Estimate estimate = Estimate.of(
                plan("training.unroll=1", "training.unroll=2", "training.unroll=4"),
                NOTHING_BESIDES,
                config -> config.training().unroll() == 4
                        ? null
                        : measured(config, config.training().unroll(), 0));

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

        assertThat(time.metaStep().each()).isBetween(1e-7, 10.0);
        assertThat(time.rolloutStep().each()).isBetween(1e-8, 10.0);
        assertThat(time.score().each()).isBetween(1e-9, 1e-2);
        assertThat(time.testSamples()).isEqualTo(1000);
    }

    @Test
    void aTrainingThatIsOverBeforeItIsMeasuredGoesOn() {
        Config config = Configs.parse(
                "name: a\ndata: {dataset: half-plane}\nthreads: 1\ntraining: {metaSteps: 1, schedule: cosine}",
                "a",
                List.of());
        assertThat(StepTime.measure(config, 0.05).metaStep().each()).isPositive();
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
