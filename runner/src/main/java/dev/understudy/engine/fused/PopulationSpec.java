package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.imitation.Evolution;

/**
 * The particles of one task.
 *
 * @param seed of θ, batches, masks and scales
 * @param particles R
 * @param compared true if the teacher's updates are ever computed
 * @param rescaled true if networks are rescaled [L9]
 */
record PopulationSpec(Problem task, Evolution evolution, long seed, int particles, boolean compared, boolean rescaled) {
    /** The same with one particle. */
    PopulationSpec single() {
        return new PopulationSpec(task, evolution, seed, 1, compared, rescaled);
    }
}
