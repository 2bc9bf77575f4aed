package dev.understudy.engine;

import dev.understudy.imitation.Checks;

/**
 * One fresh optimizee, driven for many steps. θ, batches and dropout masks follow from the seed alone, so loops of equal
 * seed differ only by who drives. Imitator and teacher both see every gradient and keep their state, whoever drives:
 * with the teacher driving, the imitator's answers are its open-loop predictions; with the imitator driving, the
 * teacher's are what it would have done there.
 *
 * @param weightDecay part of θ taken away at every step, beside the update of whoever drives; 0 for none
 * @param horizon N, the steps that the drive is planned to have, for an imitator that reads time; a loop may go beyond. Else it may be 0
 */
public record LoopSpec(Problem problem, long seed, WhoDrives whoDrives, double weightDecay, int horizon) {
    public LoopSpec {
        Checks.that(
                horizon > 0 || horizon == 0 && !problem.imitator().time(),
                "horizon",
                horizon,
                "the number of steps that the drive is planned to have, 1 or more: the imitator reads how far it is");
    }

    /** Without a horizon, for an imitator that reads no time. */
    public LoopSpec(Problem problem, long seed, WhoDrives whoDrives, double weightDecay) {
        this(problem, seed, whoDrives, weightDecay, 0);
    }

    /** @throws IllegalArgumentException where φ has another size, or is null though the imitator drives */
    public void checkPhi(float[] phi) {
        Checks.that(phi != null || whoDrives != WhoDrives.IMITATOR, "phi", null, "weights: the imitator drives");
        if (phi != null) {
            problem.imitator().checkWeights(phi);
        }
    }
}
