package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;

/**
 * A rollout: one fresh optimizee, trained for many steps. θ, batches and dropout masks follow from the seed alone, so
 * rollouts of equal seed differ only by who drives. Imitator and teacher both read every gradient and keep their state.
 * If the teacher drives, the imitator's updates are its open-loop predictions; if the imitator drives, the teacher's
 * updates are those it would have made there.
 *
 * @param weightDecay part of θ subtracted at every step, in addition to the driving optimizer's update; 0 for none
 * @param horizon N, the steps that the rollout is planned to have, for an imitator that reads time and for a schedule;
 *     a rollout may go on beyond it. In other cases it may be 0
 * @param schedule of the teacher's learning rate over the horizon, whoever drives
 */
public record RolloutSpec(
        Problem problem, long seed, WhoDrives whoDrives, double weightDecay, int horizon, RateSchedule schedule) {
    public RolloutSpec {
        Checks.that(
                schedule == RateSchedule.CONSTANT ? horizon >= 0 : horizon > 0,
                "horizon",
                horizon,
                schedule == RateSchedule.CONSTANT ? "0 or more" : "1 or more, for a rate that follows a schedule");
        Checks.that(
                horizon > 0 || !problem.imitator().time(),
                "horizon",
                horizon,
                "the planned number of steps of the rollout, 1 or more: the imitator reads its progress");
    }

    /** A rollout at the teacher's own constant rate, without a horizon. */
    public RolloutSpec(Problem problem, long seed, WhoDrives whoDrives, double weightDecay) {
        this(problem, seed, whoDrives, weightDecay, 0, RateSchedule.CONSTANT);
    }

    /** The teacher with its learning rate at a step, counted from 0. */
    public Teacher teacher(int step) {
        return schedule.at(problem.teacher(), step, horizon);
    }

    /** @throws IllegalArgumentException if φ has another size, or is null though the imitator drives */
    public void checkPhi(float[] phi) {
        Checks.that(phi != null || whoDrives != WhoDrives.IMITATOR, "phi", null, "weights: the imitator drives");
        if (phi != null) {
            problem.imitator().checkWeights(phi);
        }
    }
}
