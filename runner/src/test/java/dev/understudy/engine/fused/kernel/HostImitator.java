package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;

/** The imitator on the host, over any number of coordinates: the reference for other processors. */
public final class HostImitator {
    private final Imitator imitator;
    private final boolean sourceFaithful;
    private final int replicas;
    private final int coordinates;

    public HostImitator(Imitator imitator, boolean sourceFaithful, int replicas, int coordinates) {
        this.imitator = imitator;
        this.sourceFaithful = sourceFaithful;
        this.replicas = replicas;
        this.coordinates = coordinates;
    }

    /** What becomes of its arrays, as {@link Kernels.Carry} has them. */
    public record Carry(float[] h, float[] c, float[] update, float[] moments) {
        private Kernels.Carry buffers() {
            return new Kernels.Carry(new CpuBuffer(h), new CpuBuffer(c), new CpuBuffer(update), new CpuBuffer(moments));
        }
    }

    /** Each replica at a step of its own, of as many as are planned for it alone. */
    public static Clock clock(int replicas) {
        Clock clock = new Clock(replicas);
        for (int r = 0; r < replicas; r++) {
            clock.set(r, 2 + r, 3 + 7 * r, 9 + 5 * r);
        }
        return clock;
    }

    /** As {@link Kernels#imitate}, at the steps of {@link #clock}; the carry, predicted and metaGradient change. @return the loss */
    public float imitate(
            float[] phi,
            float[] gradient,
            float[] truth,
            Carry carry,
            ImitationLoss loss,
            float floor,
            float[] predicted,
            float[] metaGradient) {
        float[] value = new float[1];
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(
                            imitator,
                            sourceFaithful,
                            gradient.length / (replicas * coordinates),
                            replicas,
                            coordinates,
                            1)
                    .train(
                            pool,
                            phi,
                            new Kernels.Demonstration(new CpuBuffer(gradient), new CpuBuffer(truth), clock(replicas)),
                            carry.buffers(),
                            new Kernels.LossTerms(loss, floor),
                            new Kernels.Learned(
                                    new CpuBuffer(predicted), new CpuBuffer(metaGradient), new CpuBuffer(value)),
                            0,
                            null);
        }
        return value[0];
    }

    /** As {@link Kernels#step}; the carry and predicted change. */
    public void step(
            float[] phi, Clock clock, float[] gradient, int row, float[] forced, Carry carry, float[] predicted) {
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(imitator.free(), sourceFaithful, 1, replicas, coordinates, 1)
                    .step(pool, phi, clock, gradient, row, forced, carry.buffers(), predicted);
        }
    }
}
