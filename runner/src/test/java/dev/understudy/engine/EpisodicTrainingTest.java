package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The order of the parts of a meta-step, and their arguments; the parts here record their calls and compute nothing. Two replicas, episodes of two unrolls. */
class EpisodicTrainingTest {
    private static final MetaTraining.Diagnostics DIAGNOSTICS =
            MetaTraining.Diagnostics.of(new float[] {1}, new float[] {2}, new float[] {3});

    private final List<String> notes = new ArrayList<>();
    private final Map<String, float[]> written = new TreeMap<>();
    private final Clock clock = new Clock(2);

    private static TrainingSpec spec(double onPolicy) {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 10), 1, new Teacher.Sgd(1), Imitator.gated(2), false);
        Practice practice = new Practice(0, onPolicy, onPolicy > 0 ? 2 : 0, 0.05, 0, 0);
        return new TrainingSpec(problem, 1, 5, 10, 2, ImitationLoss.RELATIVE, new Teacher.Sgd(1), practice, 0);
    }

    private EpisodicTraining training(double onPolicy, boolean prefetches) {
        return new EpisodicTraining(spec(onPolicy), new Noted(prefetches));
    }

    private final class Noted implements MetaStep {
        private final boolean prefetches;

        Noted(boolean prefetches) {
            this.prefetches = prefetches;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public boolean prefetches() {
            return prefetches;
        }

        @Override
        public void begin(boolean[] mask) {
            notes.add("begin " + (mask[0] ? clock.episode[0] : "-") + " " + (mask[1] ? clock.episode[1] : "-"));
        }

        @Override
        public void trajectory(long metaStep, boolean[] imitatorDrives) {
            notes.add("trajectory " + metaStep + " from " + Arrays.toString(clock.step)
                    + (imitatorDrives == null ? "" : ", imitator " + Arrays.toString(imitatorDrives)));
            clock.advance(5);
        }

        @Override
        public void learn(long metaStep, Runnable prefetch) {
            notes.add("learn " + metaStep);
            if (prefetch != null) {
                prefetch.run();
                notes.add("learned " + metaStep);
            }
        }

        @Override
        public MetaTraining.Losses losses(long first, int from, int to) {
            float[] none = new float[to - from];
            return new MetaTraining.Losses(first, none, none, none, none);
        }

        @Override
        public MetaTraining.Diagnostics diagnostics(long metaStep) {
            notes.add("diagnostics of " + metaStep);
            return DIAGNOSTICS;
        }

        @Override
        public float[] read(String tensor) {
            int[] shape = Snapshot.shapes(spec(0)).get(tensor);
            return new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        }

        @Override
        public void write(String tensor, float[] values) {
            written.put(tensor, values);
        }

        @Override
        public void close() {
            notes.add("close");
        }
    }

    @Test
    void episodesBeginOneByOneAndEveryTrajectoryIsLearnedFrom() {
        training(0, false).run(3);
        assertThat(notes)
                .containsExactly(
                        "begin 0 1",
                        "trajectory 0 from [0, 0]",
                        "learn 0",
                        "begin - 3",
                        "trajectory 1 from [5, 0]",
                        "learn 1",
                        "begin 2 -",
                        "trajectory 2 from [0, 5]",
                        "learn 2");
    }

    @Test
    void theNextTrajectoryIsPrefetchedButNeverBeyondTheLastMetaStepAskedFor() {
        EpisodicTraining training = training(0, true);
        training.run(2);
        training.run(1);
        assertThat(notes)
                .containsExactly(
                        "begin 0 1",
                        "trajectory 0 from [0, 0]",
                        "learn 0",
                        "begin - 3",
                        "trajectory 1 from [5, 0]",
                        "learned 0",
                        "learn 1",
                        "begin 2 -",
                        "trajectory 2 from [0, 5]",
                        "learn 2");
    }

    /** From meta-step 2 on, in every episode that begins there or later. */
    @Test
    void theImitatorDrivesTheEpisodesThatBeganInTimeForIt() {
        training(1, false).run(4);
        assertThat(notes)
                .filteredOn(note -> note.startsWith("trajectory"))
                .containsExactly(
                        "trajectory 0 from [0, 0]",
                        "trajectory 1 from [5, 0]",
                        "trajectory 2 from [0, 5], imitator [true, false]",
                        "trajectory 3 from [5, 0], imitator [true, true]");
    }

    /** Imitation up to meta-step 2, then the task loss alone, so that the imitator begins to drive in the middle of an episode. */
    @Test
    void theImitatorDrivesAllEpisodesWhereItLearnsFromTheTasksLoss() {
        Fade step = new Fade(1, 0, 2, 2);
        new EpisodicTraining(spec(0).with(new Objective.Backprop(true, step)), new Noted(false)).run(4);
        assertThat(notes)
                .filteredOn(note -> note.startsWith("trajectory"))
                .containsExactly(
                        "trajectory 0 from [0, 0], imitator [false, false]",
                        "trajectory 1 from [5, 0], imitator [false, false]",
                        "trajectory 2 from [0, 5], imitator [true, true]",
                        "trajectory 3 from [5, 0], imitator [true, true]");
    }

    /** Episodes of two unrolls, the second replica's one unroll later: at meta-step 8 the first replica's fourth is over, and the other's under way. */
    @Test
    void aRestoredTrainingHasEveryTensorOfItsSnapshot() {
        EpisodicTraining training = training(0, false);
        Map<String, Snapshot.Tensor> tensors = training.snapshot().tensors();
        training.restore(new Snapshot(8, tensors));
        assertThat(written).containsOnlyKeys(tensors.keySet());
        written.forEach(
                (name, values) -> assertThat(values).isSameAs(tensors.get(name).data()));
        assertThat(clock.episode).containsExactly(6, 9);
        assertThat(clock.step).containsExactly(10, 5);
        assertThat(training.phi()).hasSize(spec(0).problem().imitator().weights());
    }

    @Test
    void aSnapshotOfAnotherShapeIsRefused() {
        EpisodicTraining training = training(0, false);
        assertThatThrownBy(() -> training.restore(new Snapshot(1, Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(written).isEmpty();
    }

    @Test
    void nothingBeginsWhereAllEpisodesAreUnderWay() {
        Problem problem = spec(0).problem();
        TrainingSpec longer =
                new TrainingSpec(problem, 1, 5, 30, 2, ImitationLoss.RELATIVE, new Teacher.Sgd(1), Practice.PLAIN, 0);
        new EpisodicTraining(longer, new Noted(false)).run(6);
        assertThat(notes).filteredOn(note -> note.startsWith("begin")).containsExactly("begin 0 1", "begin - 3");
    }

    @Test
    void theMetaOptimizersRateFollowsItsScheduleOrStays() {
        Teacher rule = new Teacher.Sgd(1);
        TrainingSpec even = spec(0);
        TrainingSpec cosine =
                new TrainingSpec(even.problem(), 1, 5, 10, 2, ImitationLoss.RELATIVE, rule, even.practice(), 100);
        assertThat(even.metaOptimizer(50)).isSameAs(even.metaOptimizer());
        assertThat(cosine.metaOptimizer(0).learningRate()).isEqualTo(1);
        assertThat(cosine.metaOptimizer(50).learningRate())
                .isEqualTo(cosine.learningRate(50))
                .isLessThan(0.6);
    }

    @Test
    void aRestoredTrainingGoesOnWithTheClockOfItsMetaStep() {
        EpisodicTraining training = training(0, true);
        Map<String, Snapshot.Tensor> tensors = training.snapshot().tensors();
        training.restore(new Snapshot(7, tensors));
        training.run(1);
        assertThat(training.metaStep()).isEqualTo(8);
        assertThat(training.losses().first()).isEqualTo(7);
        assertThat(training.diagnostics()).isSameAs(DIAGNOSTICS);
        training.close();
        assertThat(notes)
                .containsExactly("begin - 9", "trajectory 7 from [5, 0]", "learn 7", "diagnostics of 7", "close");
    }
}
