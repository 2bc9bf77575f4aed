package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;

/** The imitator on the host, over any number of coordinates: what another processor's is held against. */
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

    /** As {@link Kernels#imitate}; h, c, update, predicted and metaGradient change. @return the loss */
    public float imitate(float[] phi, float[] gradient, float[] truth, float[] h, float[] c, float[] update, ImitationLoss loss, float floor,
            float[] predicted, float[] metaGradient) {
        float[] value = new float[1];
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(imitator, sourceFaithful, gradient.length / (replicas * coordinates), replicas, coordinates, 1).train(pool, phi, gradient, truth,
                    carry(h, c, update), loss, floor, predicted, metaGradient, value, 0, null);
        }
        return value[0];
    }

    /** As {@link Kernels#step}; h, c, update and predicted change. */
    public void step(float[] phi, float[] gradient, float[] forced, float[] h, float[] c, float[] update, float[] predicted) {
        Imitator free = new Imitator(imitator.hidden(), imitator.features(), imitator.head(), false);
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(free, sourceFaithful, 1, replicas, coordinates, 1).step(pool, phi, gradient, forced, carry(h, c, update), predicted);
        }
    }

    private static Kernels.Carry carry(float[] h, float[] c, float[] update) {
        return new Kernels.Carry(new CpuBuffer(h), new CpuBuffer(c), new CpuBuffer(update));
    }
}
