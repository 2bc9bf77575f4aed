package dev.understudy.engine.nd4j;

import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.Imitator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The T steps of an unroll: the gradients met, what the teacher answers to them, and θ moved by whoever drives, which is
 * the teacher, or the imitator in an episode on its own policy.
 */
final class Trajectory implements AutoCloseable {
    final INDArray gradient; // [T][R][P]
    final INDArray truth; // [T][R][P], the teacher's updates
    final INDArray loss; // [T][R], the optimizee's
    final INDArray lastLoss; // [R], behind the last step; null where φ never learns from the tasks' loss
    private final EpisodeArrays episodes;
    private final Program program = new Program(); // θ moved by the teacher, in all replicas
    private final Program[] keep; // [T], from a step to the trajectory
    private final Program keepLast; // null as lastLoss
    private final Program drive; // the imitator's step; null where it never drives, as the next two
    private final Program[] byTeacher; // [R], one replica's θ moved
    private final Program[] byImitator; // [R]

    /** @param phi [W]; @param drivingCarry of P lanes per replica, null where the imitator never drives */
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

    /** The scaled head makes an update out of no gradient; a network's own statistics have none. @param updates [R][P] */
    static void spareStatistics(Program program, Imitator imitator, Blueprint blueprint, INDArray updates) {
        if (imitator.head() == Imitator.Head.SCALED && !blueprint.statistics().isEmpty()) {
            INDArray weights = blueprint.values(program, 1, 0);
            for (long r = 0; r < updates.size(0); r++) {
                INDArray row = Views.rows(updates, r, r + 1);
                program.op("multiply", row, weights, row);
            }
        }
    }

    /** @param before null where θ is moved by the update itself; else Δ = fl(θ + u) − θ takes the place of u */
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
     * T steps, for which the upload has been sent.
     *
     * @param imitatorDrives [R], in which replicas; null for none
     * @param looksAhead whether gradient and loss behind the last step are wanted
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
