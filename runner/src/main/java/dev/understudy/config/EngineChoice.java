package dev.understudy.config;

/** How a run is computed, as far as its config says. */
public enum EngineChoice {
    /** The fastest that works here. */
    AUTO,
    /** The kernels of this project. */
    FUSED,
    /** ND4J arrays and operations. */
    ND4J
}
