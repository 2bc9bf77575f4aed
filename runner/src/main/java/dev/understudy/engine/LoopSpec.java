package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;

/**
 * One fresh optimizee, driven for many steps. θ, batches and dropout masks follow from the seed alone, so loops of equal
 * seed differ only by who drives. Imitator and teacher both see every gradient and keep their state, whoever drives:
 * with the teacher driving, the imitator's answers are its open-loop predictions; with the imitator driving, the
 * teacher's are what it would have done there.
 *
 * @param weightDecay part of θ taken away at every step, beside the update of whoever drives; 0 for none
 * @param horizon N, the steps that the drive is planned to have, for an imitator that reads time and for a schedule; a loop may go beyond. Else it may be 0
 * @param schedule of the teacher's learning rate over the horizon, whoever drives
 */
public record LoopSpec(
        Problem problem, long seed, WhoDrives whoDrives, double weightDecay, int horizon, RateSchedule schedule) {
    public LoopSpec {
        Checks.that(
                schedule == RateSchedule.CONSTANT ? horizon >= 0 : horizon > 0,
                "horizon",
                horizon,
                schedule == RateSchedule.CONSTANT ? "0 or more" : "1 or more, for a rate that follows a schedule");
        Checks.that(
                horizon > 0 || !problem.imitator().time(),
                "horizon",
                horizon,
                "the number of steps that the drive is planned to have, 1 or more: the imitator reads how far it is");
    }

    /** At the teacher's own rate throughout, for as long as anybody likes. */
    public LoopSpec(Problem problem, long seed, WhoDrives whoDrives, double weightDecay) {
        this(problem, seed, whoDrives, weightDecay, 0, RateSchedule.CONSTANT);
    }

    /** The teacher as it is at a step, counted from 0. */
    public Teacher teacher(int step) {
        return schedule.at(problem.teacher(), step, horizon);
    }

    /** @throws IllegalArgumentException where φ has another size, or is null though the imitator drives */
    public void checkPhi(float[] phi) {
        Checks.that(phi != null || whoDrives != WhoDrives.IMITATOR, "phi", null, "weights: the imitator drives");
        if (phi != null) {
            problem.imitator().checkWeights(phi);
        }
    }
}
