package dev.understudy.engine;

import java.util.Map;

/**
 * The particles of some antithetic pairs, wherever they are computed: particle 2i has φ + ε of pair i, particle 2i + 1
 * has φ − ε. Between two windows they keep their networks' state.
 */
public interface Particles extends AutoCloseable {
    /**
     * Starts one window of every particle. It may end later, so that several tasks are computed at once.
     *
     * @param pairs the episodes and perturbations of this window
     * @param phi [W]
     * @param compared true if the teacher computes its updates as well
     */
    void start(AntitheticPairs pairs, float[] phi, boolean compared);

    /**
     * The losses of the window that was started last.
     *
     * @param losses [K][2·pairs], written
     */
    void losses(float[] losses);

    /**
     * The agreement with the teacher's updates in that window.
     *
     * @param sums [K][2·pairs][{@link Rollout.Agreement#SUMS}], written
     */
    void agreement(float[] sums);

    /** The names of the tensors of the particles' state, and the number of values in each. */
    Map<String, Integer> lengths();

    /** These tensors, after the window that was started last; each is [.][2·pairs][P]. */
    Map<String, float[]> read();

    /**
     * Moves to another state.
     *
     * @param pairs that have been moved to it
     * @param tensors all that {@link #lengths} names; not changed afterwards
     */
    void restore(AntitheticPairs pairs, Map<String, float[]> tensors);

    @Override
    void close();
}
