package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specifications for an engine, and the values that they refuse. */
class SpecsTest {
    private static final Samples.HalfPlane POINTS = new Samples.HalfPlane(0, 10);
    private static final Teacher SGD = new Teacher.Sgd(0.1);

    private static Problem problem(Optimizee optimizee, Samples samples, int batch) {
        return new Problem(optimizee, samples, batch, SGD, Imitator.gated(2), false);
    }

    private static Problem problem() {
        return problem(Optimizee.halfPlane(), POINTS, 1);
    }

    private static TrainingSpec training(int unroll, int episode, int replicas, Practice practice, long cosineOver) {
        return new TrainingSpec(
                problem(), 1, unroll, episode, replicas, ImitationLoss.RELATIVE, SGD, practice, cosineOver);
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    // ---- rollout ----

    @Test
    void aRateThatFollowsAScheduleNeedsAHorizon() {
        assertThatCode(() -> new RolloutSpec(problem(), 1, WhoDrives.TEACHER, 0, 1, RateSchedule.LINEAR))
                .doesNotThrowAnyException();
        assertThat(new RolloutSpec(problem(), 1, WhoDrives.TEACHER, 0).teacher(7))
                .isSameAs(SGD);
        assertThat(new RolloutSpec(problem(), 1, WhoDrives.TEACHER, 0, 4, RateSchedule.LINEAR).teacher(2))
                .isEqualTo(new Teacher.Sgd(0.05));
        refuses(
                () -> new RolloutSpec(problem(), 1, WhoDrives.TEACHER, 0, 0, RateSchedule.LINEAR),
                "horizon is 0; expected 1 or more, for a rate that follows a schedule");
        refuses(
                () -> new RolloutSpec(problem(), 1, WhoDrives.TEACHER, 0, -1, RateSchedule.CONSTANT),
                "horizon is -1; expected 0 or more");
    }

    // ---- problem ----

    @Test
    void aBatchHas1To65536Samples() {
        assertThatCode(() -> problem(Optimizee.halfPlane(), POINTS, 65536)).doesNotThrowAnyException();
        refuses(
                () -> problem(Optimizee.halfPlane(), POINTS, 0),
                "optimizee.batch is 0; expected a whole number from 1 to 65536");
        refuses(
                () -> problem(Optimizee.halfPlane(), POINTS, 65537),
                "optimizee.batch is 65537; expected a whole number from 1 to 65536");
    }

    @Test
    void aNetworkTakesTheDataAndHasOneLogitPerClass() {
        Optimizee softmax = new Optimizee.Layers(
                new Shape(2, 1, 1), List.of(new Layer.Dense(2)), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        assertThat(problem(softmax, POINTS, 1).layers()).isEqualTo(softmax);
        assertThat(problem().layers()).isEqualTo(Optimizee.halfPlane());

        refuses(
                () -> problem(Optimizee.mnistCnn(new Shape(1, 28, 28), 10), POINTS, 1),
                "optimizee.input is 1×28×28; expected the data's 2×1×1");
        Optimizee three = new Optimizee.Layers(
                new Shape(2, 1, 1), List.of(new Layer.Dense(3)), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        refuses(
                () -> problem(three, POINTS, 1),
                "optimizee.layers is 3 outputs with SOFTMAX_CROSS_ENTROPY; expected one logit per class, of 2 classes");
        Samples threeClasses = new Samples.Images(new Shape(2, 1, 1), 3, new byte[2], new byte[1], 0, 1);
        refuses(
                () -> problem(Optimizee.halfPlane(), threeClasses, 1),
                "optimizee.layers is 1 outputs with BINARY_CROSS_ENTROPY; expected one logit per class, of 3 classes");
    }

    @Test
    void aNetworkOfAnotherLibraryIsNotLookedIntoAndHasNoLayers() {
        Problem external = problem(new Optimizee.External("{}", 3), POINTS, 1);
        refuses(
                external::layers,
                "optimizee is an external network; this engine computes layers only, use engine nd4j");
    }

    // ---- training ----

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "10000, 10000, 1", "5, 100000000, 1", "5, 5, 65536"})
    void aTrainingMayBeAsLargeAsThis(int unroll, int episode, int replicas) {
        assertThatCode(() -> training(unroll, episode, replicas, Practice.PLAIN, 0))
                .doesNotThrowAnyException();
    }

    @Test
    void aTrainingIsCheckedNumberByNumber() {
        refuses(
                () -> training(0, 5, 1, Practice.PLAIN, 0),
                "training.unroll is 0; expected a whole number from 1 to 10000");
        refuses(
                () -> training(10001, 10001, 1, Practice.PLAIN, 0),
                "training.unroll is 10001; expected a whole number from 1 to 10000");
        refuses(
                () -> training(5, 5, 0, Practice.PLAIN, 0),
                "training.replicas is 0; expected a whole number from 1 to 65536");
        refuses(
                () -> training(5, 12, 1, Practice.PLAIN, 0),
                "training.episode is 12; expected a multiple of training.unroll, 5");
        refuses(
                () -> training(5, 0, 1, Practice.PLAIN, 0),
                "training.episode is 0; expected a multiple of training.unroll, 5");
        refuses(
                () -> training(5, 100_000_005, 1, Practice.PLAIN, 0),
                "training.episode is 100000005; expected a multiple of training.unroll, 5");
        refuses(
                () -> training(5, 20, 1, new Practice(7, 0, 0, 0.05, 0, 0), 0),
                "training.firstEpisode is 7; expected a multiple of training.unroll, 5, up to training.episode, 20");
    }

    /** 17 coordinates. */
    @ParameterizedTest
    @CsvSource({"0, 17, false", "5, 5, true", "16, 16, true", "17, 17, false", "18, 17, false"})
    void aSampleOfAllCoordinatesIsNone(int sample, int lanes, boolean sampled) {
        TrainingSpec spec = training(5, 5, 1, new Practice(0, 0, 0, 0.05, 0, sample), 0);
        assertThat(spec.lanes()).isEqualTo(lanes);
        assertThat(spec.sampled()).isEqualTo(sampled);
    }

    /** Half of a cosine: whole at first, half in the middle, nothing from the end on. */
    @ParameterizedTest
    @CsvSource({"0, 0.1", "25, 0.0853553390593", "50, 0.05", "75, 0.0146446609407", "100, 0", "101, 0", "1000, 0"})
    void theLearningRateFallsAsHalfACosineAndStaysThere(long metaStep, double rate) {
        assertThat(training(5, 5, 1, Practice.PLAIN, 100).learningRate(metaStep))
                .isCloseTo(rate, within(1e-12));
        assertThat(training(5, 5, 1, Practice.PLAIN, 0).learningRate(metaStep)).isEqualTo(0.1);
    }

    @Test
    void theImitatorDrivesInItsShareOfTheEpisodesFromItsMetaStepOn() {
        TrainingSpec third = training(5, 5, 1, new Practice(0, 1 / 3.0, 100, 0.05, 0, 0), 0);
        TrainingSpec all = training(5, 5, 1, new Practice(0, 1, 100, 0.05, 0, 0), 0);
        TrainingSpec none = training(5, 5, 1, new Practice(0, 0, 0, 0.05, 0, 0), 0);
        int driven = 0;
        for (int episode = 0; episode < 3000; episode++) {
            driven += third.onPolicy(episode, 100) ? 1 : 0;
            assertThat(third.onPolicy(episode, 99)).isFalse();
            assertThat(all.onPolicy(episode, 100)).isTrue();
            assertThat(none.onPolicy(episode, 100)).isFalse();
        }
        // 1000 with a standard deviation of 26.
        assertThat(driven).isBetween(870, 1130);
    }

    /** A draw for each meta-step, from its number alone; a share of 0 is none and one of 1 is all. */
    @Test
    void imitationHasItsShareOfTheMetaSteps() {
        TrainingSpec all = training(5, 5, 1, Practice.PLAIN, 0);
        TrainingSpec none = all.with(new Objective.Backprop(false, Fade.NONE));
        TrainingSpec some = all.with(new Objective.Backprop(false, new Fade(0.75, 0.25, 1000, 3000)));
        int[] imitating = new int[4];
        for (long m = 0; m < 4000; m++) {
            assertThat(all.imitates(m)).isTrue();
            assertThat(none.imitates(m)).isFalse();
            imitating[(int) (m / 1000)] += some.imitates(m) ? 1 : 0;
        }
        // 750, 625, 375 and 250 with a standard deviation of at most 15.
        assertThat(imitating[0]).isBetween(690, 810);
        assertThat(imitating[1]).isBetween(565, 685);
        assertThat(imitating[2]).isBetween(315, 435);
        assertThat(imitating[3]).isBetween(190, 310);
        assertThat(all.learnsFromTasks()).isFalse();
        assertThat(none.learnsFromTasks()).isTrue();
        assertThat(none.imitatorDrives()).isTrue();
        assertThat(all.imitatorDrives()).isFalse();
    }

    @Test
    void anObjectiveIsCheckedBesideTheProblem() {
        Problem faithful = new Problem(Optimizee.halfPlane(), POINTS, 1, SGD, Imitator.gated(2), true);
        Problem forced = new Problem(
                Optimizee.halfPlane(), POINTS, 1, SGD, Imitator.gated(2).forced(true), false);
        Problem external = problem(new Optimizee.External("{}", 3), POINTS, 1);
        for (Problem problem : List.of(faithful, forced, external)) {
            TrainingSpec spec = new TrainingSpec(problem, 1, 5, 5, 1, ImitationLoss.RELATIVE, SGD, 0);
            assertThatThrownBy(() -> spec.with(new Objective.Backprop(false, Fade.NONE)))
                    .hasMessageContaining("with training.objective backprop");
        }
    }

    @Test
    void aScheduleCountsInUnrolls() {
        assertThat(EpisodeSchedule.of(training(5, 40, 3, Practice.PLAIN, 0)))
                .isEqualTo(new EpisodeSchedule(3, 8, 8, 5));
        assertThat(EpisodeSchedule.of(training(5, 40, 3, new Practice(10, 0, 0, 0.05, 0, 0), 0)))
                .isEqualTo(new EpisodeSchedule(3, 2, 8, 5));
    }

    // ---- rollout ----

    @Test
    void onlyWhoDrivesNeedsWeights() {
        for (WhoDrives who : WhoDrives.values()) {
            RolloutSpec spec = new RolloutSpec(problem(), 1, who, 0);
            assertThatCode(() -> spec.checkPhi(new float[40])).doesNotThrowAnyException();
            refuses(() -> spec.checkPhi(new float[41]), "phi is 41 weights; expected 40 for hidden [2]");
        }
        refuses(
                () -> new RolloutSpec(problem(), 1, WhoDrives.IMITATOR, 0).checkPhi(null),
                "phi is null; expected weights: the imitator drives");
        assertThatCode(() -> new RolloutSpec(problem(), 1, WhoDrives.TEACHER, 0).checkPhi(null))
                .doesNotThrowAnyException();
        assertThatCode(() -> new RolloutSpec(problem(), 1, WhoDrives.NO_UPDATE, 0).checkPhi(null))
                .doesNotThrowAnyException();
    }
}
