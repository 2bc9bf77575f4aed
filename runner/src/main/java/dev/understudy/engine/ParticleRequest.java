package dev.understudy.engine;

import java.util.List;
import java.util.Map;

/**
 * What a training asks of one worker in one round. A worker that has the particles in the state before {@code metaStep}
 * needs the φ of that meta-step alone. For others the parts have a base, and the φ of the meta-steps since then are
 * given as well.
 *
 * @param training a token; the particles of another training are of no use to this one
 * @param metaStep the meta-step whose losses are wanted, or before which the state is wanted
 * @param state true if the state is wanted, false for the losses
 * @param phis [meta-steps][W], of the meta-steps from {@link #first} on
 * @param parts of the tasks' pairs
 */
public record ParticleRequest(String training, long metaStep, boolean state, List<float[]> phis, List<Part> parts) {
    public ParticleRequest {
        phis = List.copyOf(phis);
        parts = List.copyOf(parts);
    }

    /** The meta-step of the first φ. */
    public long first() {
        return state ? metaStep - phis.size() : metaStep - phis.size() + 1;
    }

    /** The same for other parts, with other φ that end at the same meta-step. */
    ParticleRequest with(List<float[]> phis, List<Part> parts) {
        return new ParticleRequest(training, metaStep, state, phis, parts);
    }

    /** @param base null if the worker is expected to have these particles */
    public record Part(PairRange range, Base base) {}

    /**
     * Where a replay begins.
     *
     * @param metaStep before which it begins
     * @param tensors the particles' state; empty if all episodes that matter begin at this meta-step or later
     */
    public record Base(long metaStep, Map<String, float[]> tensors) {}
}
