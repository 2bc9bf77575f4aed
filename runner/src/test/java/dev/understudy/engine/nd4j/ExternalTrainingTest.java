package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;

/** External networks inside the engine: several replicas, weight decay, refusals before the start. */
@Tag("nd4j")
class ExternalTrainingTest {
    private static final Samples POINTS = new Samples.HalfPlane(0, 1 << 24);
    private static final String DROPPING = Nets.points(
            Nets.dense(6),
            new DropoutLayer(0.6),
            Nets.dense(5),
            new DropoutLayer(0.7),
            Nets.softmax().nOut(2).build());

    private static Problem problem(Nd4jEngine engine, String json, int batch, double rate) {
        return new Problem(
                engine.external(json, POINTS),
                POINTS,
                batch,
                new Teacher.Sgd(rate, 0.9, 0, false),
                Imitator.gated(2),
                false);
    }

    private static float[] theta(Nd4jEngine engine, Problem problem, int replicas) {
        try (MetaTraining training = engine.train(
                new TrainingSpec(problem, 1, 4, 8, replicas, ImitationLoss.HUBER, new Teacher.Adam(1e-2), 0), null)) {
            training.run(2);
            return training.snapshot().tensors().get("theta").data();
        }
    }

    /** Its own batches and masks for each: the first replica's episode is the one that it would be alone. */
    @Test
    void replicasWithDropoutDoNotTouchEachOther() {
        try (Nd4jEngine engine = TestedNd4j.engine()) {
            for (int batch : new int[] {1, 4}) {
                Problem problem = problem(engine, DROPPING, batch, 0.01);
                int coordinates = problem.optimizee().coordinates();
                float[] alone = theta(engine, problem, 1);
                float[] three = theta(engine, problem, 3);
                assertThat(Arrays.copyOf(three, coordinates)).containsExactly(alone);
                assertThat(Arrays.copyOfRange(three, coordinates, 2 * coordinates))
                        .isNotEqualTo(alone);
            }
        }
    }

    @Test
    void weightDecayLeavesRunningStatisticsAlone() {
        try (Nd4jEngine engine = TestedNd4j.engine()) {
            Problem problem = problem(
                    engine,
                    Nets.points(
                            new BatchNormalization(),
                            Nets.dense(3),
                            Nets.softmax().nOut(2).build()),
                    4,
                    1e-12);
            List<long[]> statistics = ExternalBlueprint.of(
                            ((Optimizee.External) problem.optimizee()).description(), POINTS)
                    .statistics();
            assertThat(statistics).isNotEmpty();
            float[] kept = driven(engine, problem, 0);
            float[] decayed = driven(engine, problem, 0.1);
            int weights = 0;
            for (int p = 0; p < kept.length; p++) {
                int at = p;
                if (statistics.stream().anyMatch(run -> run[0] <= at && at < run[1])) {
                    assertThat(decayed[p]).as("statistic " + p).isEqualTo(kept[p]);
                } else {
                    assertThat(decayed[p])
                            .isCloseTo(kept[p] * 0.9f * 0.9f * 0.9f, org.assertj.core.data.Offset.offset(1e-5f));
                    weights += kept[p] != 0 ? 1 : 0;
                }
            }
            assertThat(weights).isGreaterThan(5);
        }
    }

    private static float[] driven(Nd4jEngine engine, Problem problem, double weightDecay) {
        try (Rollout rollout = engine.rollout(
                new RolloutSpec(problem, 3, WhoDrives.TEACHER, weightDecay),
                problem.imitator().initialWeights(1))) {
            rollout.run(3);
            return rollout.theta();
        }
    }

    /** The scaled head makes updates out of nothing; a first layer's statistics follow from the batches alone. */
    @Test
    void theImitatorDrivesWeightsAndNoRunningStatistics() {
        Imitator scaled = new Imitator(
                List.of(2), Imitator.Features.GRADIENT, Moments.DEFAULTS, Imitator.Head.SCALED, 0.01, 0, false);
        float[] phi = new float[scaled.weights()];
        phi[phi.length - 1] = 1;
        try (Nd4jEngine engine = TestedNd4j.engine()) {
            Problem gated = problem(
                    engine,
                    Nets.points(
                            new BatchNormalization(),
                            Nets.dense(3),
                            Nets.softmax().nOut(2).build()),
                    4,
                    1e-12);
            Problem problem = new Problem(gated.optimizee(), POINTS, 4, gated.teacher(), scaled, false);
            List<long[]> statistics = ExternalBlueprint.of(
                            ((Optimizee.External) problem.optimizee()).description(), POINTS)
                    .statistics();
            float[] before = driven(engine, gated, 0);
            try (Rollout rollout = engine.rollout(new RolloutSpec(problem, 3, WhoDrives.IMITATOR, 0), phi)) {
                rollout.run(3);
                onlyWeightsMoved(statistics, before.length, before, rollout.theta());
            }
            onlyWeightsMoved(
                    statistics,
                    before.length,
                    trained(engine, problem, phi, Practice.PLAIN),
                    trained(engine, problem, phi, new Practice(0, 1, 0, 0.05, 0, 0)));
        }
    }

    private static float[] trained(Nd4jEngine engine, Problem problem, float[] phi, Practice practice) {
        try (MetaTraining training = engine.train(
                new TrainingSpec(problem, 3, 3, 6, 2, ImitationLoss.HUBER, new Teacher.Sgd(1e-9), practice, 0), phi)) {
            training.run(1);
            return training.snapshot().tensors().get("theta").data();
        }
    }

    /** @param theta [R][P], by three steps of 0.01 away from before */
    private static void onlyWeightsMoved(List<long[]> statistics, int coordinates, float[] before, float[] theta) {
        for (int p = 0; p < theta.length; p++) {
            int at = p % coordinates;
            boolean statistic = statistics.stream().anyMatch(run -> run[0] <= at && at < run[1]);
            assertThat(theta[p] - before[p])
                    .as("coordinate " + p)
                    .isCloseTo(statistic ? 0 : 0.03f, org.assertj.core.data.Offset.offset(statistic ? 0f : 1e-5f));
        }
    }

    @Test
    void aLossWithoutAValuePerSampleIsRefusedInOneLine() {
        String json = Nets.points(
                Nets.dense(3),
                Nets.softmax().nOut(2).lossFunction(new LossFMeasure()).build());
        try (Nd4jEngine engine = TestedNd4j.engine()) {
            assertThatThrownBy(() -> engine.external(json, POINTS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no value per sample")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void moreRandomNumbersThanAnArrayHoldsAreRefusedWithTheSizes() {
        try (Nd4jEngine engine = TestedNd4j.engine()) {
            Problem problem =
                    new Problem(Optimizee.halfPlane(), POINTS, 65_536, new Teacher.Sgd(0.01), Imitator.gated(2), false);
            TrainingSpec huge =
                    new TrainingSpec(problem, 1, 1000, 1000, 64, ImitationLoss.HUBER, new Teacher.Adam(1e-2), 0);
            assertThatThrownBy(() -> engine.train(huge, null))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("64 replicas")
                    .hasMessageContaining("random numbers");
        }
    }
}
