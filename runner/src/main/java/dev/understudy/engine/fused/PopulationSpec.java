package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.imitation.Evolution;

/**
 * Particles on one task.
 *
 * @param seed of θ, batches, masks and scales
 * @param particles R
 * @param compared whether the teacher is ever asked
 * @param rescaled whether networks are of other scales [L9]
 */
record PopulationSpec(Problem task, Evolution evolution, long seed, int particles, boolean compared, boolean rescaled) {
    /** The same with one particle. */
    PopulationSpec single() {
        return new PopulationSpec(task, evolution, seed, 1, compared, rescaled);
    }
}
