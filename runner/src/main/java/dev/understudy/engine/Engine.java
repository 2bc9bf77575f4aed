package dev.understudy.engine;

import dev.understudy.imitation.Optimizee;

/**
 * How it is computed. An engine keeps everything where it computes; what comes back to the host comes through the
 * {@code read} methods of what it opened.
 */
public interface Engine extends AutoCloseable {
    /** Name in a config: {@code fused} or {@code nd4j}. */
    String name();

    /** What really computes, for the user and for provenance, e.g. {@code cpu, 2 threads}. */
    String device();

    /**
     * What an external network is, its coordinates counted.
     *
     * @param description as {@link Optimizee.External} has it
     * @throws UnsupportedNetwork where it is none, does not take these samples, or this engine has no such networks
     */
    default Optimizee.External external(String description, Samples samples) {
        throw new UnsupportedNetwork("engine " + name() + " computes layers of its own; use engine nd4j");
    }

    /** Opens a meta-training at meta-step 0. @param phi to begin with; null for φ from the seed */
    MetaTraining train(TrainingSpec spec, float[] phi);

    /**
     * Opens a meta-training by evolution at meta-step 0.
     *
     * @param phi to begin with; null for φ from the seed
     * @throws UnsupportedNetwork where this engine has none
     */
    default MetaTraining evolve(EvolutionSpec spec, float[] phi) {
        throw new UnsupportedNetwork("engine " + name() + " has no evolution; use engine fused");
    }

    /** Opens a loop at step 0. @param phi null for no imitator: it cannot drive then, and nothing agrees with anything */
    Loop loop(LoopSpec spec, float[] phi);

    @Override
    void close();
}
