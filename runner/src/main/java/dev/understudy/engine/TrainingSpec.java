package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Teacher;

/**
 * A meta-training. Each meta-step advances {@code replicas} episodes by one unroll, with the teacher driving, and updates
 * φ once by the mean of their meta-gradients.
 *
 * @param seed of φ, of every episode's θ, batches and dropout masks
 * @param unroll T, steps per meta-step
 * @param episode steps from fresh θ and zero carry to the next; a multiple of T, and T in the source
 * @param metaOptimizer the rule that updates φ; its learning rate is that of the first meta-step
 * @param cosineOver 0 for a constant learning rate, else the meta-steps over which it falls to zero as a half cosine
 */
public record TrainingSpec(Problem problem, long seed, int unroll, int episode, int replicas, ImitationLoss loss, Teacher metaOptimizer, long cosineOver) {
    public TrainingSpec {
        Checks.within("training.unroll", unroll, 1, 10_000);
        Checks.within("training.replicas", replicas, 1, 1 << 16);
        Checks.that(episode >= unroll && episode % unroll == 0 && episode <= 100_000_000, "training.episode", episode, "a multiple of training.unroll, " + unroll);
    }

    /** Unrolls per episode. */
    public int unrollsPerEpisode() {
        return episode / unroll;
    }

    /** Learning rate of the meta-optimizer at this meta-step, counted from 0. */
    public double learningRate(long metaStep) {
        double full = metaOptimizer.learningRate();
        return cosineOver == 0 ? full : full * 0.5 * (1 + Math.cos(Math.PI * Math.min(metaStep, cosineOver) / cosineOver));
    }
}
