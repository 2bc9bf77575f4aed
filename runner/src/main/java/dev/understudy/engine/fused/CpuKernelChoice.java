package dev.understudy.engine.fused;

import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.kernel.Provider;

/**
 * Which kernels compute on the CPU. The result is the same, but not the time.
 *
 * @param floats of a vector; 0 for kernels in plain Java
 * @param lacking whether they are plain only because this JVM was started without the Vector API
 */
public record CpuKernelChoice(int floats, boolean lacking) {
    /** A system property: {@code plain} or {@code vector}. */
    public static final String PROPERTY = Provider.PROPERTY;

    /** What a JVM is started with that is to have the Vector API. */
    public static final String FLAG = "--add-modules jdk.incubator.vector";

    /**
     * That of this JVM.
     *
     * @throws IllegalArgumentException where {@link #PROPERTY} has another word
     * @throws Unavailable where it asks for vectors, and this JVM has none
     */
    public static CpuKernelChoice ofThisJvm() throws Unavailable {
        check(System.getProperty(PROPERTY), Provider.VECTORS_ARE_HERE);
        return used();
    }

    /** @param asked null for nothing */
    static void check(String asked, boolean vectors) throws Unavailable {
        if (asked != null && !asked.equals("plain") && !asked.equals("vector")) {
            throw new IllegalArgumentException("'" + asked + "' names no kernels");
        }
        if ("vector".equals(asked) && !vectors) {
            throw new Unavailable("this JVM was started without the module jdk.incubator.vector", null);
        }
    }

    /** What computes, whatever was asked for. */
    static CpuKernelChoice used() {
        return new CpuKernelChoice(Provider.OF_THIS_JVM.floats(), !Provider.VECTORS_ARE_HERE);
    }

    /** For provenance: {@code plain}, or such as {@code vector, 8 floats}. */
    public String words() {
        return floats == 0 ? "plain" : "vector, " + floats + " floats";
    }
}
