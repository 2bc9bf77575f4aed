package dev.understudy.engine;

/**
 * One fresh optimizee, driven for many steps. θ, batches and dropout masks follow from the seed alone, so loops of equal
 * seed differ only by who drives. Imitator and teacher both see every gradient and keep their state, whoever drives:
 * with the teacher driving, the imitator's answers are its open-loop predictions; with the imitator driving, the
 * teacher's are what it would have done there.
 *
 * @param weightDecay part of θ taken away at every step, outside the driver; 0 for none
 */
public record LoopSpec(Problem problem, long seed, Driver driver, double weightDecay) {
    /** Whose update moves θ. */
    public enum Driver { IMITATOR, TEACHER, NOTHING }
}
