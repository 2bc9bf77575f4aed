package dev.understudy.engine.nd4j;

import dev.understudy.engine.Clock;
import dev.understudy.engine.LossRing;
import dev.understudy.engine.MetaStep;
import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Losses;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import dev.understudy.imitation.Imitator;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parts of a meta-step, on ND4J arrays. */
final class Nd4jMetaStep implements MetaStep {
    private final TrainingSpec spec;
    private final EpisodeArrays episodes;
    private final EpisodeCarry carry; // of N lanes per replica
    private final EpisodeCarry drivingCarry; // of P lanes, if the imitator drives some episodes; else null
    private final Trajectory trajectory;
    private final Sample sample; // null if φ learns from all coordinates
    private final Program owner = new Program(); // of the arrays
    private final TrainingArrays arrays;
    private final Learner learner;
    private final INDArray gradient; // [T][R][N]
    private final INDArray truth; // [T][R][N]
    private final int uploaded; // steps per upload: T, or T + 1
    private final float[] extra = new float[StepInputs.EXTRA];
    private final Map<String, INDArray> tensors;

    Nd4jMetaStep(TrainingSpec spec, float[] initialPhi, DeviceDataSet stored, Blueprint blueprint) {
        this.spec = spec;
        int replicas = spec.replicas();
        Imitator imitator = spec.problem().imitator();
        learner = new Learner(spec, initialPhi);
        arrays = TrainingArrays.of(owner, spec);
        uploaded = spec.unroll() + (spec.learnsFromTasks() ? 1 : 0);
        episodes = new EpisodeArrays(
                spec.problem(),
                stored,
                blueprint,
                spec.seed(),
                replicas,
                uploaded,
                arrays.episodes(),
                step -> spec.problem().teacher());
        carry = new EpisodeCarry(imitator, replicas, spec.lanes(), arrays.carry());
        drivingCarry = arrays.driving() == null
                ? null
                : new EpisodeCarry(
                        imitator,
                        replicas,
                        episodes.coordinates,
                        arrays.driving().carry());
        trajectory = new Trajectory(
                spec, episodes, blueprint, learner.phi, arrays, drivingCarry == null ? null : drivingCarry.carry);
        sample = arrays.sample() == null
                ? null
                : new Sample(spec.seed(), replicas, spec.lanes(), episodes.coordinates, arrays.sample());
        gradient = sample == null ? arrays.gradient() : arrays.sample().gradient();
        truth = sample == null ? arrays.truth() : arrays.sample().truth();
        if (sample != null) {
            sample.gather(arrays.gradient(), gradient);
            sample.gather(arrays.truth(), truth);
            if (arrays.task() != null) {
                sample.gather(arrays.task().whole(), arrays.task().gradient());
            }
        }
        learner.from(
                new Learner.Met(gradient, truth, trajectory.loss, trajectory.lastLoss),
                carry.carry,
                arrays,
                episodes.times(),
                episodes.extra());
        tensors = Snapshot.named(
                learner.phi,
                learner.metaState,
                episodes.theta,
                episodes.teacher,
                named(carry.carry),
                drivingCarry == null ? null : named(drivingCarry.carry));
    }

    private static Snapshot.Carry<INDArray> named(Carry carry) {
        return new Snapshot.Carry<>(carry.h, carry.c, carry.update, carry.moments);
    }

    @Override
    public Clock clock() {
        return episodes.clock;
    }

    /** False: ND4J has one stream. */
    @Override
    public boolean prefetches() {
        return false;
    }

    @Override
    public void begin(boolean[] mask) {
        for (int r = 0; r < mask.length; r++) {
            if (mask[r]) {
                episodes.begin(r);
                carry.begin(r);
                if (drivingCarry != null) {
                    drivingCarry.begin(r);
                }
            }
        }
    }

    /** One upload serves the steps and {@link #learn}. */
    @Override
    public void trajectory(long metaStep, boolean[] imitatorDrives) {
        extra[0] = LossRing.row(metaStep);
        TeacherProgram.coefficients(spec.metaOptimizer(metaStep), Math.toIntExact(metaStep + 1), extra, 1);
        episodes.upload(uploaded, extra);
        trajectory.run(imitatorDrives, !spec.imitates(metaStep));
        if (sample != null) {
            sample.run(episodes.clock.episode);
        }
    }

    @Override
    public void learn(long metaStep, Runnable prefetch) {
        learner.run(spec.imitates(metaStep));
    }

    @Override
    public Losses losses(long first, int from, int to) {
        float[] ring = HostTransfer.read(learner.kept);
        return new Losses(
                first,
                column(ring, 0, from, to),
                column(ring, 1, from, to),
                column(ring, 2, from, to),
                column(ring, 3, from, to));
    }

    /** @param ring [rows][4] */
    private static float[] column(float[] ring, int k, int from, int to) {
        float[] column = new float[to - from];
        for (int i = 0; i < column.length; i++) {
            column[i] = ring[(from + i) * 4 + k];
        }
        return column;
    }

    @Override
    public Diagnostics diagnostics(long metaStep) {
        return Diagnostics.of(
                HostTransfer.read(truth), HostTransfer.read(arrays.predicted()), HostTransfer.read(gradient));
    }

    @Override
    public float[] read(String tensor) {
        return HostTransfer.read(tensors.get(tensor));
    }

    @Override
    public void write(String tensor, float[] values) {
        HostTransfer.write(values, tensors.get(tensor));
    }

    @Override
    public void close() {
        learner.close();
        trajectory.close();
        if (sample != null) {
            sample.close();
        }
        if (drivingCarry != null) {
            drivingCarry.close();
        }
        carry.close();
        episodes.close();
        owner.close();
    }
}
