package dev.understudy.engine;

import java.util.Set;

/** Particles on one task: R optimizees, each trained by a φ of its own. */
public interface Population extends AutoCloseable {
    /**
     * The episode and step of each particle; {@link #run} moves it on. Equal episodes have the same initial θ, batches
     * and masks.
     */
    Clock clock();

    /**
     * Fresh θ and zero carry for the chosen particles, in the episodes given by the clock.
     *
     * @param mask [R]
     */
    void begin(boolean[] mask);

    /**
     * Runs so many steps: the φ of each particle maps its gradient to an update, which moves θ.
     *
     * @param phis [R][W]
     * @param compared true if the teacher also computes its update at every step, with a state of its own that is kept
     *     from step to step
     */
    void run(float[] phis, int steps, boolean compared);

    /**
     * The losses of the steps of the last {@link #run}, each before the update of its step; with a share of unseen
     * samples in the loss they are those of [L12].
     *
     * @param losses [steps][R], written
     */
    void losses(float[] losses);

    /**
     * The agreement between the imitators' updates at these steps and the teacher's.
     *
     * @param sums [steps][R][{@link Rollout.Agreement#SUMS}], written
     */
    void agreement(float[] sums);

    /** Names of the tensors of the particles' state. */
    Set<String> tensors();

    float[] read(String tensor);

    void write(String tensor, float[] values);

    @Override
    void close();

    /** The meta-optimizer with its state. */
    interface MetaRule extends AutoCloseable {
        /**
         * φ ← φ + u.
         *
         * @param metaStep counted from 0
         * @param gradient [W]
         * @param phi [W], changed
         */
        void update(long metaStep, float[] gradient, float[] phi);

        /** The state, [states][W]. */
        float[] read();

        void write(float[] state);

        @Override
        void close();
    }
}
