package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Evolution;

/**
 * [L12] The particles' losses on batches of samples that their networks are not trained on, in training mode. They are
 * measured at every fifth step and counted until the next, which makes the measurement a small part of a step's cost.
 */
final class UnseenLosses implements AutoCloseable {
    /** Steps from one measurement to the next. */
    static final int EVERY = 5;

    private static final long SEED = 0x7F4A7C15L << 24; // so that neither batches nor masks are those of the training

    private final Kernels kernels;
    private final Evolution evolution;
    private final Buffer gradient; // [1][R][P], computed with the losses and not read
    private final Buffer losses; // [R]
    private final float[] one = new float[1];
    private final float[] last; // [R]
    private final float[] measured; // [K][R]

    /** @param kernels over the samples that are set aside; closed with this */
    UnseenLosses(PopulationSpec spec, Kernels kernels) {
        this.kernels = kernels;
        evolution = spec.evolution();
        gradient = kernels.buffer(spec.particles() * spec.task().optimizee().coordinates());
        losses = kernels.buffer(spec.particles());
        last = new float[spec.particles()];
        measured = new float[evolution.window() * spec.particles()];
    }

    /** The seed of the kernels, for particles with this seed. */
    static long seed(long seed) {
        return seed ^ SEED;
    }

    /**
     * Measures before step k of a window, if it is one of those steps.
     *
     * @param theta [R][P] of other kernels
     */
    void measure(int k, Buffer theta, Clock clock) {
        if (k % EVERY == 0) {
            theta.read(0, one); // a read waits until the other kernels have written θ
            kernels.gradient(theta, clock, gradient, 0, losses, 0);
            losses.read(0, last); // and here until it may change
        }
        System.arraycopy(last, 0, measured, k * last.length, last.length);
    }

    /** Replaces the losses of the window's steps by [L12]. @param losses [K][R] */
    void mix(float[] losses) {
        for (int i = 0; i < losses.length; i++) {
            losses[i] = evolution.mixed(losses[i], measured[i]);
        }
    }

    @Override
    public void close() {
        kernels.close();
    }
}
