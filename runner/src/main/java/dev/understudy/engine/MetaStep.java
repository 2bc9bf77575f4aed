package dev.understudy.engine;

import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Losses;

/**
 * The parts of a meta-step, which every engine computes in its own way and {@link EpisodicTraining} calls in order. R
 * replicas, T steps, N coordinates of each replica that the imitator learns from.
 */
public interface MetaStep extends AutoCloseable {
    /** The episode and step of each replica; {@link #trajectory} moves it on. */
    Clock clock();

    /**
     * True if the next trajectory is computed while φ still learns from the last one. Then a trajectory must not depend
     * on φ: the teacher drives all episodes.
     */
    boolean prefetches();

    /**
     * Fresh θ, teacher's state and carry for the chosen replicas, in the episodes given by the clock.
     *
     * @param mask [R]
     */
    void begin(boolean[] mask);

    /**
     * Computes T steps: gradients, the teacher's updates from them, and θ moved by the update of the teacher or of the
     * imitator. If φ learns from the tasks' loss at this meta-step, one more gradient follows the last step, which
     * moves nothing. If the episode goes on, the next trajectory begins with that gradient and computes it again,
     * because keeping it would need a place in every snapshot.
     *
     * @param imitatorDrives [R], true for the episodes that the imitator drives; null if it drives none
     */
    void trajectory(long metaStep, boolean[] imitatorDrives);

    /**
     * The imitator goes over the trajectory of the meta-step, and the meta-optimizer moves φ by the meta-gradient of
     * the objective at this meta-step ({@link TrainingSpec#imitates}). The losses are kept in row {@link LossRing#row}
     * until they are read.
     *
     * @param prefetch begins the next trajectory and computes it; null if it is not wanted now
     */
    void learn(long metaStep, Runnable prefetch);

    /** The losses kept in rows from … to − 1, which are of the meta-steps from {@code first} on. */
    Losses losses(long first, int from, int to);

    /**
     * Statistics of this meta-step's trajectory, which is the last one computed, and of the imitator's updates on it.
     */
    Diagnostics diagnostics(long metaStep);

    /** Reads a tensor of a snapshot by its name. */
    float[] read(String tensor);

    /** Writes a tensor of a snapshot by its name. */
    void write(String tensor, float[] values);

    @Override
    void close();
}
