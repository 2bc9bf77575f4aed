package dev.understudy.engine.fused.kernel;

/** The two implementations of a layer on the CPU: plain Java, or the Vector API. Their results are equal to the bit. */
public enum Provider {
    PLAIN,
    VECTOR;

    /** {@code plain} or {@code vector}; if it is not set, vectors are used if this JVM has them. */
    public static final String PROPERTY = "understudy.kernels";

    /**
     * True if this JVM was started with the Vector API. The check is for its class, since the bundle has the class
     * without its module.
     */
    public static final boolean VECTORS_ARE_HERE = isHere("jdk.incubator.vector.FloatVector");

    /**
     * The implementation in use. A property that cannot be followed is not refused here but when an engine is chosen.
     */
    public static final Provider OF_THIS_JVM =
            VECTORS_ARE_HERE && !"plain".equals(System.getProperty(PROPERTY)) ? VECTOR : PLAIN;

    /** Floats of a vector; 0 in plain Java. */
    public int floats() {
        return this == VECTOR ? VectorTiles.LENGTH : 0;
    }

    private static boolean isHere(String name) {
        try {
            Class.forName(name, false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
