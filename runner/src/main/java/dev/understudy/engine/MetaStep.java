package dev.understudy.engine;

import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Losses;

/**
 * The parts of a meta-step, which every engine computes in its own way; {@link EpisodicTraining} says when. R replicas,
 * T steps, N coordinates of each replica that the imitator learns from.
 */
public interface MetaStep extends AutoCloseable {
    /** In which episode each replica is, and at which step; {@link #trajectory} moves it on. */
    Clock clock();

    /**
     * Whether the next trajectory is computed while φ still learns from the last one. It must not depend on φ then: the
     * teacher drives all episodes.
     */
    boolean prefetches();

    /** Fresh θ, teacher's state and carry for the chosen replicas, in the episodes that the clock says. @param mask [R] */
    void begin(boolean[] mask);

    /**
     * T steps: gradients, what the teacher makes of them, and θ moved by the teacher's update or by the imitator's. Where φ learns from the
     * tasks' loss at this meta-step, one more gradient behind the last step, which moves nothing; where the episode goes on, the next
     * trajectory begins with the same, and computes it again: to keep it would need a place for it in every snapshot.
     *
     * @param imitatorDrives [R], in whose episodes the imitator drives; null where it drives none
     */
    void trajectory(long metaStep, boolean[] imitatorDrives);

    /**
     * The imitator goes over the meta-step's trajectory, and the meta-optimizer moves φ by the meta-gradient of what φ learns at this meta-step
     * ({@link TrainingSpec#imitates}). What that gave is kept in row {@link LossRing#row} until it is asked for.
     *
     * @param prefetch begins the next trajectory and computes it; null where that is not wanted now
     */
    void learn(long metaStep, Runnable prefetch);

    /** The losses kept in rows from … to − 1, as of the meta-steps from {@code first} on. */
    Losses losses(long first, int from, int to);

    /** Statistics of this meta-step's trajectory, which is the last one computed, and of the imitator's answer to it. */
    Diagnostics diagnostics(long metaStep);

    /** A tensor of a snapshot, by its name. */
    float[] read(String tensor);

    /** The same from the host. */
    void write(String tensor, float[] values);

    @Override
    void close();
}
