package dev.understudy.engine;

import java.util.Map;

/**
 * What a worker says of one part of a request.
 *
 * @param losses [K][particles]; empty if the state was asked for
 * @param sums [K][particles][{@link Rollout.Agreement#SUMS}]; empty if the teacher's share in the loss is zero
 * @param tensors the state, each [.][particles][P]; empty if the losses were asked for
 */
public record ParticleAnswer(float[] losses, float[] sums, Map<String, float[]> tensors) {
    /** The worker does not have these particles in the state that the request needs. */
    public static final ParticleAnswer MISSING = new ParticleAnswer(new float[0], new float[0], Map.of());

    public boolean missing() {
        return losses.length == 0 && tensors.isEmpty();
    }
}
