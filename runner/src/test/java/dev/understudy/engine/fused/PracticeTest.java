package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The options of a meta-training beyond one loss on the teacher's own trajectories. */
@Tag("slow")
class PracticeTest {
    private static final TrainingSpec RICH = EngineContract.rich(ImitationLoss.HUBER);

    private static TrainingSpec spec(Practice practice, int replicas, double learningRate) {
        return new TrainingSpec(
                RICH.problem(), 5, 4, 32, replicas, ImitationLoss.HUBER, new Teacher.Sgd(learningRate), practice, 0);
    }

    private static Practice onPolicy(double share, long from) {
        return new Practice(0, share, from, 0.05, 0, 0);
    }

    private static Map<String, Snapshot.Tensor> after(TrainingSpec spec, int metaSteps) {
        try (Engine engine = FusedEngine.onCpu(1);
                MetaTraining training = engine.train(spec, null)) {
            training.run(metaSteps);
            return training.snapshot().tensors();
        }
    }

    @Test
    void onPolicyTheImitatorDrivesAsInAClosedLoop() {
        TrainingSpec spec = spec(onPolicy(1, 0), 1, 1e-30);
        Problem problem = spec.problem();
        try (Engine engine = FusedEngine.onCpu(1);
                Rollout rollout = engine.rollout(
                        new RolloutSpec(problem, 5, WhoDrives.IMITATOR, 0),
                        problem.imitator().initialWeights(5))) {
            rollout.run(12);
            Map<String, Snapshot.Tensor> tensors = after(spec, 3);
            assertThat(tensors.get("theta").data()).containsExactly(rollout.theta());
            assertThat(tensors.get("driver.update").data()).containsExactly(rollout.predicted());
            assertThat(tensors.get("carry.update").data())
                    .as("the learner went the same way")
                    .containsExactly(rollout.predicted());
        }
    }

    @Test
    void offPolicyTheTeacherDrives() {
        float[] plain = after(spec(Practice.PLAIN, 1, 1e-30), 3).get("theta").data();
        assertThat(after(spec(onPolicy(1, 4), 1, 1e-30), 3).get("theta").data()).containsExactly(plain);
        assertThat(after(spec(onPolicy(1, 3), 1, 1e-30), 3).get("theta").data()).containsExactly(plain);
        assertThat(after(spec(onPolicy(1, 0), 1, 1e-30), 3).get("theta").data()).isNotEqualTo(plain);
    }

    /** The teacher drives, and the imitator that is ready to drive has no effect. */
    @Test
    void aTrainingWhoseImitationNeverFadesIsOneThatImitates() {
        TrainingSpec imitating = spec(Practice.PLAIN, 2, 1e-3);
        assertThat(after(imitating.with(new Objective.Backprop(true, Fade.ALL)), 9)
                        .get("phi")
                        .data())
                .containsExactly(after(imitating, 9).get("phi").data());
    }

    /** In every rollout: the imitator that drives and the one that learns read the same gradients, and have the same φ in an unroll. */
    @Test
    void theImitatorThatMayTakeOverRemembersWhatTheLearnerDoes() {
        TrainingSpec byTurns =
                spec(Practice.PLAIN, 2, 1e-3).with(new Objective.Backprop(true, new Fade(0.5, 0.5, 0, 0)));
        assertThat(LongStream.range(0, 7).mapToObj(byTurns::imitates))
                .contains(true, false); // in episodes of 8 meta-steps
        Map<String, Snapshot.Tensor> tensors = after(byTurns, 7);
        for (String part : new String[] {"h", "c", "update"}) {
            assertThat(tensors.get("driver." + part).data())
                    .containsExactly(tensors.get("carry." + part).data());
        }
    }

    @Test
    void theShareOfEpisodesIsAsAsked() {
        TrainingSpec spec = spec(onPolicy(0.3, 10), 1, 1);
        int driven = 0;
        for (int episode = 0; episode < 10_000; episode++) {
            driven += spec.onPolicy(episode, 10) ? 1 : 0;
            assertThat(spec.onPolicy(episode, 9)).isFalse();
        }
        assertThat(driven).isBetween(2_850, 3_150);
    }

    /** The gradient from samples is that from all coordinates in the mean over samples. */
    @Test
    void learningFromSamplesIsLearningFromAllInTheMean() {
        float[] from = RICH.problem().imitator().initialWeights(5);
        TrainingSpec full = spec(Practice.PLAIN, 40, 1);
        float[] expected = after(full, 1).get("phi").data();
        float[] sampled = after(spec(new Practice(0, 0, 0, 0.05, 0, 200), 40, 1), 1)
                .get("phi")
                .data();
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(sampled[i] - expected[i], 2);
            norm += Math.pow(expected[i] - from[i], 2);
        }
        assertThat(Math.sqrt(error / norm))
                .as(
                        "40 replicas, 200 of %d coordinates each",
                        RICH.problem().optimizee().coordinates())
                .isLessThan(0.1);
    }

    @Test
    void aSampleOfAllCoordinatesIsNone() {
        TrainingSpec whole = spec(new Practice(0, 0, 0, 0.05, 0, 1 << 20), 2, 1e-3);
        assertThat(whole.sampled()).isFalse();
        assertThat(after(whole, 3).get("phi").data())
                .containsExactly(
                        after(spec(Practice.PLAIN, 2, 1e-3), 3).get("phi").data());
    }

    @Test
    void aLongMetaGradientIsShortenedToTheLimit() {
        float[] from = RICH.problem().imitator().initialWeights(5);
        double free = distance(after(spec(Practice.PLAIN, 1, 1), 1).get("phi").data(), from);
        assertThat(distance(after(spec(clip(free / 10), 1, 1), 1).get("phi").data(), from))
                .isCloseTo(free / 10, org.assertj.core.data.Percentage.withPercentage(0.1));
        assertThat(distance(after(spec(clip(free * 2), 1, 1), 1).get("phi").data(), from))
                .isEqualTo(free);
    }

    private static Practice clip(double norm) {
        return new Practice(0, 0, 0, 0.05, norm, 0);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(sum);
    }

    /** A lower floor gives more weight to the errors of small updates. */
    @Test
    void theFloorSaysWhichUpdatesMatter() {
        TrainingSpec usual = spec(Practice.PLAIN, 1, 1e-30);
        float small = loss(spec(new Practice(0, 0, 0, 1e-4, 0, 0), 1, 1e-30));
        float large = loss(spec(new Practice(0, 0, 0, 1, 0, 0), 1, 1e-30));
        assertThat(loss(usual)).isStrictlyBetween(large, small);
        assertThat(loss(spec(new Practice(0, 0, 0, 0.05, 0, 0), 1, 1e-30))).isEqualTo(loss(usual));
    }

    private static float loss(TrainingSpec spec) {
        try (Engine engine = FusedEngine.onCpu(1);
                MetaTraining training = engine.train(spec, null)) {
            training.run(1);
            return training.losses().imitation()[0];
        }
    }

    @Test
    void whatCannotBeTogetherIsRefused() {
        assertThatThrownBy(() -> new TrainingSpec(
                        RICH.problem(),
                        5,
                        4,
                        32,
                        1,
                        ImitationLoss.RELATIVE,
                        new Teacher.Sgd(1),
                        new Practice(0, 0, 0, 1, 0, 0),
                        0))
                .hasMessageContaining("training.huberFloor is 1.0; expected 0.05 with training.loss relative");
        assertThatThrownBy(() -> spec(new Practice(6, 0, 0, 0.05, 0, 0), 1, 1))
                .hasMessageContaining("training.firstEpisode is 6; expected a multiple of training.unroll, 4");
        assertThatThrownBy(() -> spec(new Practice(64, 0, 0, 0.05, 0, 0), 1, 1))
                .hasMessageContaining("training.episode, 32");
        assertThatThrownBy(() -> onPolicy(1.1, 0)).hasMessageContaining("training.onPolicy is 1.1");
    }
}
