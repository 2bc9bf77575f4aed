package dev.understudy.engine;

import static dev.understudy.engine.Distance.relative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two engines on the same specs: another one, and the fused engine on one thread of the CPU. Each is the other's oracle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AgreementContract {
    protected static final DataSet DIGITS = DataSets.load("digits", null);

    /** A new engine of the other sort. */
    protected abstract Engine engine();

    /** What learns to tell digits apart. */
    protected Optimizee.Layers network() {
        return Optimizee.mnistCnn(DIGITS.train().shape(), 10);
    }

    private Problem cnn(Teacher teacher, Imitator imitator, int batch, boolean sourceFaithful) {
        return new Problem(network(), DIGITS.train(), batch, teacher, imitator, sourceFaithful);
    }

    private static Imitator forced(int... hidden) {
        return new Imitator(
                java.util.Arrays.stream(hidden).boxed().toList(),
                Imitator.Features.GRADIENT,
                Imitator.Head.GATED,
                true);
    }

    /** Dropout is on everywhere; every rule, both losses, several layers and replicas, the source's faults; and all of {@link AgreementSpecs}. */
    protected Stream<Arguments> specs() {
        Imitator two = Imitator.gated(2);
        Imitator layers = new Imitator(List.of(5, 3), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
        Teacher adam = new Teacher.Adam(1e-2);
        return Stream.concat(
                AgreementSpecs.all(),
                Stream.of(
                        Arguments.of(
                                "sgd, the source's loss",
                                new TrainingSpec(
                                        cnn(new Teacher.Sgd(0.01), two, 1, false),
                                        3,
                                        5,
                                        5,
                                        1,
                                        ImitationLoss.RELATIVE,
                                        new Teacher.Adam(1e-3),
                                        0)),
                        Arguments.of(
                                "the source's faults, forced",
                                new TrainingSpec(
                                        cnn(new Teacher.Sgd(0.01), forced(2), 1, true),
                                        3,
                                        5,
                                        5,
                                        1,
                                        ImitationLoss.RELATIVE,
                                        new Teacher.Adam(1e-3),
                                        0)),
                        Arguments.of(
                                "nesterov, two layers, two replicas",
                                new TrainingSpec(
                                        cnn(new Teacher.Sgd(0.01, 0.9, 0, true), layers, 3, false),
                                        4,
                                        4,
                                        12,
                                        2,
                                        ImitationLoss.HUBER,
                                        adam,
                                        20)),
                        Arguments.of(
                                "momentum with dampening, forced",
                                new TrainingSpec(
                                        cnn(new Teacher.Sgd(0.01, 0.9, 0.5, false), forced(3, 2), 2, false),
                                        5,
                                        4,
                                        8,
                                        2,
                                        ImitationLoss.HUBER,
                                        adam,
                                        0)),
                        Arguments.of(
                                "adam",
                                new TrainingSpec(
                                        cnn(new Teacher.Adam(1e-3), two, 4, false),
                                        6,
                                        5,
                                        20,
                                        1,
                                        ImitationLoss.HUBER,
                                        adam,
                                        0)),
                        Arguments.of(
                                "adadelta",
                                new TrainingSpec(
                                        cnn(new Teacher.Adadelta(1, 0.9, 1e-6), two, 4, false),
                                        7,
                                        5,
                                        20,
                                        1,
                                        ImitationLoss.HUBER,
                                        new Teacher.AdaGrad(1e-2, 0.1, 0, 1e-10),
                                        0)),
                        Arguments.of(
                                "centred rmsprop with momentum",
                                new TrainingSpec(
                                        cnn(new Teacher.RmsProp(1e-3, 0.99, 1e-6, 0.5, true), two, 4, false),
                                        8,
                                        5,
                                        20,
                                        1,
                                        ImitationLoss.HUBER,
                                        new Teacher.RmsProp(1e-3, 0.99, 1e-8, 0, false),
                                        0)),
                        Arguments.of(
                                "adagrad that begins above zero",
                                new TrainingSpec(
                                        cnn(new Teacher.AdaGrad(1e-2, 0.01, 0.1, 1e-10), two, 4, false),
                                        9,
                                        5,
                                        20,
                                        1,
                                        ImitationLoss.HUBER,
                                        new Teacher.Sgd(1e-2),
                                        0)),
                        Arguments.of(
                                "nadam",
                                new TrainingSpec(
                                        cnn(new Teacher.NAdam(2e-3, 0.9, 0.999, 1e-8, 4e-3), two, 4, false),
                                        11,
                                        5,
                                        20,
                                        2,
                                        ImitationLoss.HUBER,
                                        adam,
                                        0)),
                        Arguments.of(
                                "half-plane",
                                new TrainingSpec(
                                        new Problem(
                                                Optimizee.halfPlane(),
                                                new Samples.HalfPlane(0, 1 << 24),
                                                16,
                                                new Teacher.Sgd(0.01, 0.9, 0, false),
                                                two,
                                                false),
                                        10,
                                        10,
                                        50,
                                        3,
                                        ImitationLoss.HUBER,
                                        adam,
                                        0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("specs")
    void trainedByEitherEngineTheImitatorIsTheSame(String what, TrainingSpec spec) {
        float[] start = AgreementSpecs.start(spec);
        try (Engine fused = FusedEngine.onCpu(1);
                Engine other = engine();
                MetaTraining a = fused.train(spec, start);
                MetaTraining b = other.train(spec, start)) {
            trainAlike(a, b, start, 20);
            MetaTraining.Losses fusedLosses = a.losses();
            MetaTraining.Losses losses = b.losses();
            assertThat(losses.first()).isZero();
            assertThat(losses.imitation()).hasSize(20);
            lossesAlike(losses, fusedLosses);
            assertThat(relative(losses.modelFirst(), fusedLosses.modelFirst())).isLessThan(1e-2);
            assertThat(relative(losses.modelLast(), fusedLosses.modelLast())).isLessThan(1e-2);
        }
    }

    /** There is an imitation loss, or one of the task, at the same meta-steps, and it is the same but for what trainings may differ by. */
    public static void lossesAlike(MetaTraining.Losses found, MetaTraining.Losses expected) {
        float[][] pairs = {found.imitation(), expected.imitation(), found.task(), expected.task()};
        for (int k = 0; k < 4; k += 2) {
            for (int i = 0; i < pairs[k].length; i++) {
                assertThat(Float.isNaN(pairs[k][i])).isEqualTo(Float.isNaN(pairs[k + 1][i]));
                pairs[k][i] = Float.isNaN(pairs[k][i]) ? 0 : pairs[k][i];
                pairs[k + 1][i] = Float.isNaN(pairs[k + 1][i]) ? 0 : pairs[k + 1][i];
            }
            assertThat(relative(pairs[k], pairs[k + 1])).isLessThan(1e-2);
        }
    }

    /**
     * Both trainings do so many meta-steps: after the first all state is the same but for rounding, at the end φ is to a
     * hundredth of the distance that it moved from the start.
     */
    public static void trainAlike(MetaTraining a, MetaTraining b, float[] start, int metaSteps) {
        a.run(1);
        b.run(1);
        Snapshot one = a.snapshot();
        b.snapshot().tensors().forEach((name, tensor) -> {
            double tolerance = name.equals("phi") || name.equals("metaOptimizer") ? 1e-4 : 1e-5;
            assertThat(relative(tensor.data(), one.tensors().get(name).data()))
                    .as(name + " after one meta-step")
                    .isLessThanOrEqualTo(tolerance);
        });
        a.run(metaSteps - 1);
        b.run(metaSteps - 1);
        float[] expected = a.phi();
        assertThat(Distance.between(b.phi(), expected))
                .as("of the distance moved")
                .isLessThanOrEqualTo(1e-2 * Distance.between(expected, start));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void closedLoopsStayTogetherForTwentySteps(
            Imitator imitator, WhoDrives driver, double weightDecay, boolean sourceFaithful) {
        Problem problem = cnn(new Teacher.Sgd(0.01, 0.9, 0, false), imitator, 8, sourceFaithful);
        float[] phi = problem.imitator().initialWeights(11);
        for (int i = 0; i < phi.length; i++) {
            // A small h is a small learning rate: untrained, it would drive θ out of the floats.
            phi[i] = i < imitator.headOffset()
                    ? 0.1f * phi[i]
                    : 0.1f * (Philox.uniform(Philox.word(11, Philox.PHI, 1, 0, i)) - 0.5f);
        }
        if (imitator.tensorScale()) {
            phi[imitator.tensorScaleOffset()] = 0.1f;
            phi[imitator.tensorScaleOffset() + 1] = 0.7f;
        }
        RolloutSpec spec = new RolloutSpec(
                problem,
                1001,
                driver,
                weightDecay,
                15,
                RateSchedule.CONSTANT); // the last steps are after the planned horizon
        try (Engine fused = FusedEngine.onCpu(1);
                Engine other = engine();
                Rollout a = fused.rollout(spec, phi);
                Rollout b = other.rollout(spec, phi)) {
            a.run(10);
            b.run(10);
            a.beginMean();
            b.beginMean();
            a.run(10);
            b.run(10);
            assertThat(relative(b.theta(), a.theta())).isLessThan(1e-3);
            assertThat(relative(b.mean(), a.mean())).isLessThan(1e-3);
            Rollout.Trace expected = a.trace();
            Rollout.Trace trace = b.trace();
            assertThat(trace.first()).isZero();
            assertThat(relative(trace.loss(), expected.loss())).isLessThan(1e-3);
            for (int t = 0; t < 20; t++) {
                assertThat(trace.agreement()[t].relativeError())
                        .isCloseTo(
                                expected.agreement()[t].relativeError(),
                                org.assertj.core.data.Percentage.withPercentage(0.1));
                assertThat(trace.agreement()[t].cosine())
                        .isCloseTo(expected.agreement()[t].cosine(), org.assertj.core.data.Offset.offset(1e-3));
                assertThat(trace.agreement()[t].bias())
                        .isCloseTo(expected.agreement()[t].bias(), org.assertj.core.data.Offset.offset(1e-3));
            }
            for (int count : new int[] {64, 250}) {
                Rollout.Score score = b.score(DIGITS.test(), count, b.theta());
                assertThat(score.loss())
                        .isCloseTo(
                                a.score(DIGITS.test(), count, a.theta()).loss(),
                                org.assertj.core.data.Percentage.withPercentage(0.1));
                assertThat(score.accuracy())
                        .isEqualTo(a.score(DIGITS.test(), count, b.theta()).accuracy());
            }
            assertThat(b.state().theta().max())
                    .isCloseTo(a.state().theta().max(), org.assertj.core.data.Percentage.withPercentage(0.1));
            if (imitator.carried() > 0) {
                assertThat(b.state().cell().max())
                        .isCloseTo(a.state().cell().max(), org.assertj.core.data.Percentage.withPercentage(0.1));
            }
        }
    }

    Stream<Arguments> drivers() {
        Imitator source = new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true);
        Imitator all = AgreementSpecs.imitator(
                Imitator.Features.MOMENTS, AgreementSpecs.everything(true), Imitator.Head.ZERO_OUT, true, 3, 2);
        Imitator constant = AgreementSpecs.imitator(
                Imitator.Features.MOMENTS, AgreementSpecs.everything(false), Imitator.Head.CONSTANT, false);
        Imitator scaled =
                AgreementSpecs.imitator(Imitator.Features.LOG_SIGN, Moments.DEFAULTS, Imitator.Head.SCALED, false, 3);
        return Stream.of(
                Arguments.of(source, WhoDrives.IMITATOR, 0.0, false),
                Arguments.of(source, WhoDrives.IMITATOR, 1e-3, true),
                Arguments.of(source, WhoDrives.TEACHER, 0.0, false),
                Arguments.of(source, WhoDrives.NO_UPDATE, 0.0, false),
                Arguments.of(all, WhoDrives.IMITATOR, 0.0, false),
                Arguments.of(all, WhoDrives.IMITATOR, 1e-3, true),
                Arguments.of(all, WhoDrives.TEACHER, 0.0, false),
                Arguments.of(constant, WhoDrives.IMITATOR, 0.0, false),
                Arguments.of(scaled, WhoDrives.IMITATOR, 0.0, false),
                Arguments.of(source.withTime(true), WhoDrives.IMITATOR, 0.0, false),
                Arguments.of(all.withTime(true), WhoDrives.IMITATOR, 0.0, false),
                Arguments.of(scaled.withTime(true), WhoDrives.TEACHER, 0.0, false),
                Arguments.of(all.withTensorScale(true), WhoDrives.TEACHER, 0.0, false),
                Arguments.of(scaled.withTensorScale(true), WhoDrives.IMITATOR, 1e-3, false),
                Arguments.of(all.withTime(true).withSchedule(true), WhoDrives.TEACHER, 0.0, false),
                Arguments.of(
                        scaled.withTime(true).withTensorScale(true).withSchedule(true),
                        WhoDrives.IMITATOR,
                        1e-3,
                        false));
    }

    /** Seventeen coordinates, so that a difference could not hide: trained by turns, by either engine first. */
    @Test
    void aTrainingMovesBetweenEnginesInBothDirections() {
        TrainingSpec spec = new TrainingSpec(
                new Problem(
                        Optimizee.halfPlane(),
                        new Samples.HalfPlane(0, 1 << 24),
                        16,
                        new Teacher.Adam(1e-2),
                        new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, false),
                        false),
                12,
                5,
                20,
                2,
                ImitationLoss.HUBER,
                new Teacher.Adam(1e-2),
                0);
        movesBetweenEngines(spec);
    }

    @Test
    void aTrainingWithEveryPracticeMovesBetweenEnginesInBothDirections() {
        Imitator imitator = AgreementSpecs.imitator(
                Imitator.Features.MOMENTS, AgreementSpecs.everything(true), Imitator.Head.ZERO_OUT, false, 3, 2);
        movesBetweenEngines(AgreementSpecs.spec(imitator, AgreementSpecs.everyPractice()));
    }

    private void movesBetweenEngines(TrainingSpec spec) {
        float[] alone = turns(spec, true, true);
        float[] start = spec.problem().imitator().initialWeights(spec.seed());
        assertThat(Distance.between(turns(spec, true, false), alone)).isLessThan(1e-3 * Distance.between(alone, start));
        assertThat(Distance.between(turns(spec, false, true), alone)).isLessThan(1e-3 * Distance.between(alone, start));
    }

    private float[] turns(TrainingSpec spec, boolean fusedFirst, boolean fusedThen) {
        try (Engine fused = FusedEngine.onCpu(1);
                Engine other = engine();
                MetaTraining a = (fusedFirst ? fused : other).train(spec, null);
                MetaTraining b = (fusedThen ? fused : other).train(spec, null)) {
            a.run(7);
            b.restore(a.snapshot());
            b.run(6);
            assertThat(b.metaStep()).isEqualTo(13);
            return b.phi();
        }
    }
}
