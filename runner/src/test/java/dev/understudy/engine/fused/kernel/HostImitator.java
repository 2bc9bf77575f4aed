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

    /** As {@link Kernels#imitate}; h, c, update, moments, predicted and metaGradient change. @return the loss */
    public float imitate(float[] phi, float[] gradient, float[] truth, float[] h, float[] c, float[] update, float[] moments, ImitationLoss loss,
            float floor, float biasPenalty, float[] predicted, float[] metaGradient) {
        float[] value = new float[1];
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(imitator, sourceFaithful, gradient.length / (replicas * coordinates), replicas, coordinates, 1).train(pool, phi, gradient, truth,
                    carry(h, c, update, moments), loss, floor, biasPenalty, predicted, metaGradient, value, 0, null);
        }
        return value[0];
    }

    /** As {@link Kernels#step}; h, c, update, moments and predicted change. */
    public void step(float[] phi, float[] gradient, float[] forced, float[] h, float[] c, float[] update, float[] moments, float[] predicted) {
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(imitator.free(), sourceFaithful, 1, replicas, coordinates, 1).step(pool, phi, gradient, 0, forced, carry(h, c, update, moments), predicted);
        }
    }

    private static Kernels.Carry carry(float[] h, float[] c, float[] update, float[] moments) {
        return new Kernels.Carry(new CpuBuffer(h), new CpuBuffer(c), new CpuBuffer(update), new CpuBuffer(moments));
    }
}
