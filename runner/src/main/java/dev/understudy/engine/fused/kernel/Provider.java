package dev.understudy.engine.fused.kernel;

/** The two ways in which the CPU computes a layer: plain Java, or the Vector API. Their results are equal to the bit. */
public enum Provider {
    PLAIN,
    VECTOR;

    /** {@code plain} or {@code vector}; without it, vectors where this JVM has them. */
    public static final String PROPERTY = "understudy.kernels";

    /** Whether this JVM was started with the Vector API. Its class is asked for, since the bundle brings it without its module. */
    public static final boolean VECTORS_ARE_HERE = isHere("jdk.incubator.vector.FloatVector");

    /** The way that is taken. A property that cannot be followed is refused by who starts the work, not here. */
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
