package dev.understudy.engine;

import java.util.Set;

/** Particles on one task: R optimizees, each driven by a φ of its own. */
public interface Population extends AutoCloseable {
    /** In which episode each particle is, and at which step; {@link #run} moves it on. Equal episodes have the same θ at first, batches and masks. */
    Clock clock();

    /** Fresh θ and zero carry for the chosen particles, in the episodes that the clock says. @param mask [R] */
    void begin(boolean[] mask);

    /**
     * So many steps: every particle's φ makes an update of its gradient, and θ is moved by it.
     *
     * @param phis [R][W]
     * @param compared whether the teacher says at every step what it would have done, with a state of its own that is kept from step to step
     */
    void run(float[] phis, int steps, boolean compared);

    /** The losses that {@link #run} met, each before the update of its step. @param losses [steps][R], written */
    void losses(float[] losses);

    /** Of the updates at these steps beside the teacher's. @param sums [steps][R][{@link Loop.Agreement#SUMS}], written */
    void agreement(float[] sums);

    /** Names of the tensors that hold the particles' state. */
    Set<String> tensors();

    float[] read(String tensor);

    void write(String tensor, float[] values);

    @Override
    void close();

    /** The meta-optimizer's state, and the step that it does with φ. */
    interface MetaRule extends AutoCloseable {
        /** φ ← φ + u. @param metaStep counted from 0; @param gradient [W]; @param phi [W], changed */
        void update(long metaStep, float[] gradient, float[] phi);

        /** [states][W] */
        float[] read();

        void write(float[] state);

        @Override
        void close();
    }
}
