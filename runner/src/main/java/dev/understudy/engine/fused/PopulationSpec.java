package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Evolution;

/**
 * The particles of one task.
 *
 * @param task with the samples that the networks are trained on
 * @param unseen the task with the samples that are set aside [L12]; null for none
 * @param seed of θ, batches, masks and scales
 * @param particles R
 * @param compared true if the teacher's updates are ever computed
 * @param rescaled true if networks are rescaled [L9]
 */
record PopulationSpec(
        Problem task,
        Problem unseen,
        Evolution evolution,
        long seed,
        int particles,
        boolean compared,
        boolean rescaled) {
    /** Divides the samples of a task into those that are trained on and those that are set aside. */
    static PopulationSpec of(
            Problem whole, Evolution evolution, long seed, int particles, boolean compared, boolean rescaled) {
        if (evolution.unseen() == 0) {
            return new PopulationSpec(whole, null, evolution, seed, particles, compared, rescaled);
        }
        Samples samples = whole.samples();
        int seen = evolution.seen(samples.count());
        return new PopulationSpec(
                whole.withSamples(samples.part(0, seen)),
                whole.withSamples(samples.part(seen, samples.count())),
                evolution,
                seed,
                particles,
                compared,
                rescaled);
    }

    /** The same with one particle. */
    PopulationSpec single() {
        return new PopulationSpec(task, unseen, evolution, seed, 1, compared, rescaled);
    }
}
