package dev.understudy.engine;

import dev.understudy.imitation.Optimizee;
import java.util.function.IntFunction;

/**
 * An implementation of trainings and rollouts on one device. An engine keeps all data on its device; results come to
 * the host through the {@code read} methods of the objects that it opens.
 */
public interface Engine extends AutoCloseable {
    /** Name in a config: {@code fused} or {@code nd4j}. */
    String name();

    /** The device that computes, for the user and for provenance, e.g. {@code cpu, 2 threads}. */
    String device();

    /**
     * Reads the description of an external network and counts its coordinates.
     *
     * @param description as in {@link Optimizee.External}
     * @throws UnsupportedNetwork if the description is not valid, the network does not take these samples, or this
     *     engine has no external networks
     */
    default Optimizee.External external(String description, Samples samples) {
        throw new UnsupportedNetwork("engine " + name() + " computes layers of its own; use engine nd4j");
    }

    /**
     * Opens a meta-training at meta-step 0.
     *
     * @param phi the first φ; null for φ from the seed
     */
    MetaTraining train(TrainingSpec spec, float[] phi);

    /**
     * Opens a meta-training by evolution at meta-step 0.
     *
     * @param phi the first φ; null for φ from the seed
     * @throws UnsupportedNetwork if this engine has no evolution
     */
    default MetaTraining evolve(EvolutionSpec spec, float[] phi) {
        return evolve(spec, phi, task -> particles(spec, PairRange.all(spec, task)));
    }

    /**
     * Opens the same meta-training with particles that may be computed elsewhere. The validation and the meta-optimizer
     * are computed here.
     *
     * @param particles makes the particles of all pairs of a task; closed with the training
     * @throws UnsupportedNetwork if this engine has no evolution
     */
    default MetaTraining evolve(EvolutionSpec spec, float[] phi, IntFunction<Particles> particles) {
        throw new UnsupportedNetwork("engine " + name() + " has no evolution; use engine fused");
    }

    /**
     * Opens the particles of some pairs of an evolution. What they find has the same bits as among all pairs.
     *
     * @throws UnsupportedNetwork if this engine has no evolution
     */
    default Particles particles(EvolutionSpec spec, PairRange pairs) {
        throw new UnsupportedNetwork("engine " + name() + " has no evolution; use engine fused");
    }

    /**
     * Opens a rollout at step 0.
     *
     * @param phi null for no imitator: then it cannot drive, and all agreements are zero
     */
    Rollout rollout(RolloutSpec spec, float[] phi);

    @Override
    void close();
}
