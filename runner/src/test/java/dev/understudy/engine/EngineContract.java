package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.data.DataSets;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The behaviour that every engine must have. */
public abstract class EngineContract {
    /** A new engine. */
    protected abstract Engine engine();

    /** With all kinds of state. */
    protected TrainingSpec training(ImitationLoss loss) {
        return rich(loss);
    }

    /** Small, with dropout, momentum, two layers and several replicas: all kinds of state there are. */
    public static TrainingSpec rich(ImitationLoss loss) {
        Digits data = new Digits();
        Imitator imitator = new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
        Problem problem = new Problem(data.layers(), data.samples(), 10, new Teacher.Adam(1e-2), imitator, false);
        return new TrainingSpec(problem, 5, 4, 12, 3, loss, new Teacher.Adam(1e-2), 0);
    }

    /** Small images: the digits, through a small network with both kinds of dropout. */
    private record Digits() {
        Samples samples() {
            return DataSets.load("digits", null).train();
        }

        Optimizee.Layers layers() {
            var l = new Layer[] {
                new Layer.Conv(5, 3),
                new Layer.Dropout(0.5, true),
                new Layer.MaxPool(4),
                new Layer.Relu(),
                new Layer.Dense(12),
                new Layer.Relu(),
                new Layer.Dropout(0.3, false),
                new Layer.Dense(10)
            };
            return new Optimizee.Layers(samples().shape(), List.of(l), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        }
    }

    @Test
    void aRunCanBeRepeatedBitForBit() {
        assertThat(phiAfter(training(ImitationLoss.HUBER), 7))
                .containsExactly(phiAfter(training(ImitationLoss.HUBER), 7));
    }

    @Test
    void stoppingAndResumingIsTheSameAsGoingOn() {
        resumesExactly(training(ImitationLoss.RELATIVE));
    }

    @Test
    void stoppingAndResumingIsTheSameWithEveryFeatureAndPractice() {
        Imitator imitator = AgreementSpecs.imitator(
                Imitator.Features.MOMENTS, AgreementSpecs.everything(true), Imitator.Head.ZERO_OUT, false, 3);
        resumesExactly(AgreementSpecs.spec(imitator, AgreementSpecs.everyPractice()));
    }

    @Test
    void stoppingAndResumingIsTheSameWhereItLearnsFromTheTasksLoss() {
        resumesExactly(AgreementSpecs.task(new Objective.Backprop(true, Fade.NONE), Practice.PLAIN));
    }

    /** Meta-steps of both kinds in turns, and a coordinate subsample. */
    @Test
    void stoppingAndResumingIsTheSameWhereImitationFades() {
        TrainingSpec spec =
                AgreementSpecs.task(new Objective.Backprop(false, AgreementSpecs.FADE), AgreementSpecs.everyPractice());
        assertThat(java.util.stream.LongStream.range(0, 9).mapToObj(spec::imitates))
                .contains(true, false);
        resumesExactly(spec);
    }

    private void resumesExactly(TrainingSpec spec) {
        for (int stop : new int[] {1, 2, 3, 5}) { // in every phase of the replicas' episodes
            Snapshot saved;
            try (Engine engine = engine();
                    MetaTraining training = engine.train(spec, null)) {
                training.run(stop);
                saved = training.snapshot();
            }
            try (Engine engine = engine();
                    MetaTraining training = engine.train(spec, null)) {
                training.restore(saved);
                training.run(9 - stop);
                assertThat(training.metaStep()).isEqualTo(9);
                assertThat(training.phi()).as("stopped after " + stop).containsExactly(phiAfter(spec, 9));
            }
        }
    }

    @Test
    void aSnapshotWithATensorMissingIsRefusedByName() {
        TrainingSpec spec = training(ImitationLoss.HUBER);
        try (Engine engine = engine();
                MetaTraining training = engine.train(spec, null)) {
            Map<String, Snapshot.Tensor> tensors =
                    new LinkedHashMap<>(training.snapshot().tensors());
            tensors.remove("metaOptimizer");
            assertThatThrownBy(() -> training.restore(new Snapshot(3, tensors)))
                    .hasMessageContaining("metaOptimizer is missing");
            tensors.put("metaOptimizer", new Snapshot.Tensor(new int[] {1}, new float[1]));
            assertThatThrownBy(() -> training.restore(new Snapshot(3, tensors)))
                    .hasMessageContaining("metaOptimizer")
                    .hasMessageContaining("expected shape");
            tensors.put("metaOptimizer", training.snapshot().tensors().get("metaOptimizer"));
            tensors.put("stranger", new Snapshot.Tensor(new int[] {1}, new float[1]));
            assertThatThrownBy(() -> training.restore(new Snapshot(3, tensors)))
                    .hasMessageContaining("unknown tensor stranger");
        }
    }

    @Test
    void anImitatorThatCopiesSgdDrivesLikeSgd() {
        Problem problem = halfPlane(new Teacher.Sgd(0.01));
        float[] phi = constantGate(problem.imitator(), -0.01);
        try (Engine engine = engine();
                Rollout imitator = engine.rollout(new RolloutSpec(problem, 3, WhoDrives.IMITATOR, 0), phi);
                Rollout teacher = engine.rollout(new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0), phi)) {
            float[] start = imitator.theta();
            assertThat(teacher.theta()).containsExactly(start);
            imitator.run(200);
            teacher.run(200);
            float[] a = imitator.theta();
            float[] b = teacher.theta();
            for (int p = 0; p < a.length; p++) {
                assertThat((double) a[p]).isCloseTo(b[p], org.assertj.core.data.Offset.offset(1e-3));
            }
            Rollout.Trace trace = teacher.trace();
            assertThat(trace.loss()).hasSize(200);
            assertThat(trace.loss()[199]).isLessThan(trace.loss()[0]);
            assertThat(trace.agreement()[199].relativeError()).isLessThan(1e-4);
            Samples test = new Samples.HalfPlane(1 << 24, 500);
            assertThat(teacher.score(test, 500, b).accuracy())
                    .isGreaterThan(teacher.score(test, 500, start).accuracy());
        }
    }

    /** Teacher forcing belongs to training; an imitator that drives reads only its own updates. */
    @Test
    void anImitatorTrainedWithTeacherForcingDrivesLikeAnyOther() {
        Problem free = halfPlane(new Teacher.Sgd(0.01));
        Imitator forced = new Imitator(List.of(2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true);
        Problem supplied = new Problem(free.optimizee(), free.samples(), free.batch(), free.teacher(), forced, false);
        float[] phi = free.imitator().initialWeights(5);
        try (Engine engine = engine();
                Rollout a = engine.rollout(new RolloutSpec(free, 3, WhoDrives.IMITATOR, 0), phi);
                Rollout b = engine.rollout(new RolloutSpec(supplied, 3, WhoDrives.IMITATOR, 0), phi)) {
            a.run(10);
            b.run(10);
            assertThat(b.theta()).containsExactly(a.theta());
        }
    }

    @Test
    void nobodyDrivingLeavesThetaAlone() {
        Problem problem = halfPlane(new Teacher.AdaGrad(0.01, 0, 0, 1e-10));
        try (Engine engine = engine();
                Rollout rollout = engine.rollout(
                        new RolloutSpec(problem, 3, WhoDrives.NO_UPDATE, 0),
                        problem.imitator().initialWeights(1))) {
            float[] start = rollout.theta();
            rollout.beginMean();
            rollout.run(20);
            assertThat(rollout.theta()).containsExactly(start);
            float[] mean = rollout.mean();
            for (int p = 0; p < mean.length; p++) {
                assertThat(mean[p]).isCloseTo(start[p], org.assertj.core.data.Offset.offset(1e-5f));
            }
        }
    }

    /** For the noise floor, which so takes half of the time. */
    @Test
    void aTeacherDrivesTheSameWithoutAnImitator() {
        Problem problem = halfPlane(new Teacher.Adam(0.01));
        try (Engine engine = engine();
                Rollout alone = engine.rollout(new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0), null);
                Rollout watched = engine.rollout(
                        new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0),
                        problem.imitator().initialWeights(1))) {
            alone.run(60);
            watched.run(60);
            assertThat(alone.theta()).containsExactly(watched.theta());
            Rollout.Trace trace = alone.trace();
            assertThat(trace.loss()).containsExactly(watched.trace().loss());
            assertThat(trace.agreement()).containsOnly(Rollout.Agreement.NONE);
            assertThatThrownBy(() -> engine.rollout(new RolloutSpec(problem, 3, WhoDrives.IMITATOR, 0), null))
                    .hasMessageContaining("the imitator drives");
        }
    }

    @Test
    void weightDecayTakesItsPartOfTheta() {
        Problem problem = halfPlane(new Teacher.Sgd(1e-12));
        try (Engine engine = engine();
                Rollout rollout = engine.rollout(
                        new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0.1),
                        problem.imitator().initialWeights(1))) {
            float[] start = rollout.theta();
            rollout.run(2);
            assertThat(rollout.theta()[0]).isCloseTo(start[0] * 0.81f, org.assertj.core.data.Offset.offset(1e-6f));
        }
    }

    /** [T8] Each step moves θ by −lr·share·g; over 4 steps the linear shares are 1, 3/4, 1/2, 1/4, and the last one stays. */
    @Test
    void aTeacherThatFollowsAScheduleHasItsRateAtEveryStep() {
        Problem problem = halfPlane(new Teacher.Sgd(0.5));
        double[] shares = {1, 0.75, 0.5, 0.25, 0.25};
        try (Engine engine = engine();
                Rollout rollout = engine.rollout(
                        new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0, 4, RateSchedule.LINEAR),
                        problem.imitator().initialWeights(1))) {
            for (double share : shares) {
                float[] before = rollout.theta();
                rollout.run(1);
                float[] gradient = rollout.gradient();
                float[] after = rollout.theta();
                for (int p = 0; p < after.length; p++) {
                    assertThat((double) after[p] - before[p])
                            .isCloseTo(-0.5 * share * gradient[p], org.assertj.core.data.Offset.offset(1e-6));
                }
            }
        }
    }

    /** The teacher of an imitator's rollout follows the schedule as well: ‖u‖ is lr·share·‖g‖. */
    @Test
    void aTeacherBesideAnImitatorHasTheRateOfItsSchedule() {
        Problem problem = halfPlane(new Teacher.Sgd(0.5));
        try (Engine engine = engine();
                Rollout rollout = engine.rollout(
                        new RolloutSpec(problem, 3, WhoDrives.IMITATOR, 0, 2, RateSchedule.LINEAR),
                        constantGate(problem.imitator(), -0.01))) {
            for (double share : new double[] {1, 0.5}) {
                rollout.run(1);
                double square = 0;
                for (float g : rollout.gradient()) {
                    square += g * (double) g;
                }
                assertThat(Math.sqrt(rollout.trace().agreement()[0].truth() / square))
                        .isCloseTo(0.5 * share, org.assertj.core.data.Offset.offset(1e-4));
            }
        }
    }

    @Test
    void aConstantRateOverAHorizonIsTheTeachersOwn() {
        Problem problem = halfPlane(new Teacher.Adam(0.01));
        try (Engine engine = engine();
                Rollout plain = engine.rollout(new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0), null);
                Rollout constant = engine.rollout(
                        new RolloutSpec(problem, 3, WhoDrives.TEACHER, 0, 30, RateSchedule.CONSTANT), null)) {
            plain.run(60);
            constant.run(60);
            assertThat(constant.theta()).containsExactly(plain.theta());
        }
    }

    /** They are kept in a ring of 100,000, which ends between the second and the third of these meta-steps. */
    @Test
    void lossesAreReadOnAcrossTheEndOfWhereTheyAreKept() {
        TrainingSpec spec = new TrainingSpec(
                halfPlane(new Teacher.Adam(0.01)), 1, 2, 2, 2, ImitationLoss.HUBER, new Teacher.Adam(1e-2), 0);
        try (Engine engine = engine();
                MetaTraining together = engine.train(spec, null);
                MetaTraining oneByOne = engine.train(spec, null)) {
            Snapshot late = new Snapshot(99_998, together.snapshot().tensors());
            together.restore(late);
            oneByOne.restore(late);
            together.run(4);
            MetaTraining.Losses all = together.losses();
            assertThat(all.first()).isEqualTo(99_998);
            assertThat(all.imitation()).hasSize(4).doesNotHaveDuplicates();
            assertThat(together.losses().imitation()).isEmpty();
            for (int i = 0; i < 4; i++) {
                oneByOne.run(1);
                MetaTraining.Losses one = oneByOne.losses();
                assertThat(one.first()).isEqualTo(99_998 + i);
                assertThat(one.imitation()).containsExactly(all.imitation()[i]);
                assertThat(one.modelFirst()).containsExactly(all.modelFirst()[i]);
                assertThat(one.modelLast()).containsExactly(all.modelLast()[i]);
            }
        }
    }

    private static Problem halfPlane(Teacher teacher) {
        return new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 1 << 24), 16, teacher, Imitator.gated(2), false);
    }

    /** φ whose h is {@code gate} in place 0 and 0 in place 1 once the cell has settled: i = 1, f = 0, g constant, o = 1. */
    private static float[] constantGate(Imitator imitator, double gate) {
        float[] phi = new float[imitator.weights()];
        int bias = imitator.layout().get(2).offset();
        double cell = 0.5 * Math.log((1 + gate) / (1 - gate)); // atanh
        for (int k = 0; k < 2; k++) {
            phi[bias + k] = 40; // i
            phi[bias + 2 + k] = -40; // f
            phi[bias + 6 + k] = 40; // o
        }
        phi[bias + 4] = (float) (0.5 * Math.log((1 + cell) / (1 - cell)));
        return phi;
    }

    private float[] phiAfter(TrainingSpec spec, int metaSteps) {
        try (Engine engine = engine();
                MetaTraining training = engine.train(spec, null)) {
            training.run(metaSteps);
            return training.phi();
        }
    }
}
