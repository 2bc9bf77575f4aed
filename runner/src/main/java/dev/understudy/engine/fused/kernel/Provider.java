package dev.understudy.engine.fused.kernel;

/** The two ways in which the CPU computes a layer: plain Java, or the Vector API. Their results are equal to the bit. */
enum Provider {
    PLAIN,
    VECTOR;

    /** By vectors where this JVM was started with the module that they need. */
    static final Provider OF_THIS_JVM =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? VECTOR : PLAIN;
}
