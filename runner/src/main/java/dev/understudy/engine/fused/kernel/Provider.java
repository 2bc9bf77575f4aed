package dev.understudy.engine.fused.kernel;

/** Which of the two ways the CPU's kernels are computed: by the Vector API, or in plain Java. Their results are equal to the bit. */
enum Provider {
    PLAIN,
    VECTOR;

    /** What this JVM has, unless {@code -Dunderstudy.kernels} says which. */
    static final Provider OF_THIS_JVM =
            "plain".equals(System.getProperty("understudy.kernels")) || !available() ? PLAIN : VECTOR;

    private static boolean available() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
