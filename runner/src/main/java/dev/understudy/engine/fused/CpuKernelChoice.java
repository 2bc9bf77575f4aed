package dev.understudy.engine.fused;

import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.kernel.Provider;

/**
 * The choice between the CPU's kernels in plain Java and those in the Vector API. Both give the same results, at
 * different speeds.
 *
 * @param floats of a vector; 0 for kernels in plain Java
 * @param lacking true if they are plain only because this JVM was started without the Vector API
 */
public record CpuKernelChoice(int floats, boolean lacking) {
    /** A system property: {@code plain} or {@code vector}. */
    public static final String PROPERTY = Provider.PROPERTY;

    /** The JVM option that makes the Vector API available. */
    public static final String FLAG = "--add-modules jdk.incubator.vector";

    /**
     * The choice of this JVM.
     *
     * @throws IllegalArgumentException if {@link #PROPERTY} has another word
     * @throws Unavailable if it asks for vectors, and this JVM has none
     */
    public static CpuKernelChoice ofThisJvm() throws Unavailable {
        check(System.getProperty(PROPERTY), Provider.VECTORS_ARE_HERE);
        return used();
    }

    /** @param asked the value of {@link #PROPERTY}; null if it is not set */
    static void check(String asked, boolean vectors) throws Unavailable {
        if (asked != null && !asked.equals("plain") && !asked.equals("vector")) {
            throw new IllegalArgumentException("'" + asked + "' is not a name of kernels");
        }
        if ("vector".equals(asked) && !vectors) {
            throw new Unavailable("this JVM was started without the module jdk.incubator.vector", null);
        }
    }

    /** The kernels in use, whatever was asked for. */
    static CpuKernelChoice used() {
        return new CpuKernelChoice(Provider.OF_THIS_JVM.floats(), !Provider.VECTORS_ARE_HERE);
    }

    /** Text for provenance: {@code plain}, or for instance {@code vector, 8 floats}. */
    public String words() {
        return floats == 0 ? "plain" : "vector, " + floats + " floats";
    }
}
