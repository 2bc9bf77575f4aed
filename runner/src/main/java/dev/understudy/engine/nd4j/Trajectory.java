package dev.understudy.engine.nd4j;

import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.Imitator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs the T steps of an unroll: records gradients, losses and the teacher's updates, and moves θ by the updates of the
 * driving optimizer, which is the teacher or, in an on-policy episode, the imitator.
 */
final class Trajectory implements AutoCloseable {
    final INDArray gradient; // [T][R][P]
    final INDArray truth; // [T][R][P], the teacher's updates
    final INDArray loss; // [T][R], the optimizee's
    final INDArray lastLoss; // [R], after the last step; null if φ never learns from the task loss
    private final EpisodeArrays episodes;
    private final Program program = new Program(); // moves θ by the teacher's updates, in all replicas
    private final Program[] keep; // [T], copies a step into the trajectory
    private final Program keepLast; // null if lastLoss is null
    private final Program drive; // the imitator's step; null if it never drives, as the next two
    private final Program[] byTeacher; // [R], moves one replica's θ
    private final Program[] byImitator; // [R]

    /**
     * @param phi [W]
     * @param drivingCarry of P lanes per replica; null if the imitator never drives
     */
    Trajectory(
            TrainingSpec spec,
            EpisodeArrays episodes,
            Blueprint blueprint,
            INDArray phi,
            TrainingArrays arrays,
            Carry drivingCarry) {
        this.episodes = episodes;
        int steps = spec.unroll();
        int replicas = spec.replicas();
        INDArray before = arrays.before();
        gradient = arrays.gradient();
        truth = arrays.truth();
        loss = program.zeros(steps, replicas);
        byTeacher(program, episodes.theta, episodes.truth, before);
        keep = new Program[steps];
        for (int t = 0; t < steps; t++) {
            keep[t] = keep(t);
        }
        lastLoss = arrays.task() == null ? null : program.zeros(replicas);
        keepLast = arrays.task() == null
                ? null
                : new Program()
                        .copy(
                                episodes.gradient.reshape(1, replicas, episodes.coordinates),
                                arrays.task().whole())
                        .copy(episodes.loss, lastLoss);
        drive = drivingCarry == null ? null : new Program();
        byTeacher = drivingCarry == null ? null : new Program[replicas];
        byImitator = drivingCarry == null ? null : new Program[replicas];
        if (drivingCarry != null) {
            long lanes = episodes.theta.length();
            INDArray driven = arrays.driving().predicted();
            new Unroll(
                            drive,
                            spec.problem().imitator().free(),
                            false,
                            new Unroll.Lanes(
                                    phi,
                                    episodes.gradient.reshape(1, lanes),
                                    null,
                                    driven.reshape(1, lanes),
                                    drivingCarry,
                                    episodes.time()),
                            arrays.driving().unroll())
                    .forward();
            spareStatistics(drive, spec.problem().imitator(), blueprint, driven);
            for (int r = 0; r < replicas; r++) {
                INDArray theta = Views.rows(episodes.theta, r, r + 1);
                byTeacher[r] = new Program();
                byTeacher(
                        byTeacher[r],
                        theta,
                        Views.rows(episodes.truth, r, r + 1),
                        before == null ? null : Views.rows(before, r, r + 1));
                byImitator[r] = new Program().op("add", theta, Views.rows(driven, r, r + 1), theta);
            }
        }
    }

    /**
     * Sets the updates of a network's own statistics to 0. Only the scaled head needs this: it makes an update even if
     * the gradient is 0.
     *
     * @param updates [R][P]
     */
    static void spareStatistics(Program program, Imitator imitator, Blueprint blueprint, INDArray updates) {
        if (imitator.head() == Imitator.Head.SCALED && !blueprint.statistics().isEmpty()) {
            INDArray weights = blueprint.values(program, 1, 0);
            for (long r = 0; r < updates.size(0); r++) {
                INDArray row = Views.rows(updates, r, r + 1);
                program.op("multiply", row, weights, row);
            }
        }
    }

    /**
     * Adds the teacher's update to θ.
     *
     * @param before null if θ moves by the update itself; else Δ = fl(θ + u) − θ replaces u
     */
    private static void byTeacher(Program move, INDArray theta, INDArray update, INDArray before) {
        if (before == null) {
            move.op("add", theta, update, theta);
            return;
        }
        move.copy(theta, before).op("add", theta, update, theta).op("subtract", theta, before, update);
    }

    private Program keep(int t) {
        long lanes = episodes.theta.length();
        long[] shape = episodes.theta.shape();
        return new Program()
                .copy(episodes.gradient, Views.part(gradient, t * lanes, shape))
                .copy(episodes.truth, Views.part(truth, t * lanes, shape))
                .copy(episodes.loss, Views.part(loss, (long) t * episodes.replicas, episodes.replicas));
    }

    /**
     * Runs T steps; their inputs must have been uploaded.
     *
     * @param imitatorDrives [R], the replicas that the imitator drives; null for none
     * @param looksAhead whether to compute gradient and loss after the last step
     */
    void run(boolean[] imitatorDrives, boolean looksAhead) {
        for (int t = 0; t < keep.length; t++) {
            episodes.step(t);
            if (imitatorDrives == null) {
                program.run();
            } else {
                drive.run();
                for (int r = 0; r < imitatorDrives.length; r++) {
                    (imitatorDrives[r] ? byImitator : byTeacher)[r].run();
                }
            }
            keep[t].run();
        }
        if (looksAhead) {
            episodes.look(keep.length);
            keepLast.run();
        }
        episodes.clock.advance(keep.length);
    }

    @Override
    public void close() {
        program.close();
        for (Program each : keep) {
            each.close();
        }
        if (keepLast != null) {
            keepLast.close();
        }
        if (drive != null) {
            drive.close();
            for (int r = 0; r < byTeacher.length; r++) {
                byTeacher[r].close();
                byImitator[r].close();
            }
        }
    }
}
