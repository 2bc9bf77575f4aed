package dev.understudy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java that runs the tests, for a process of its own. */
public final class ChildJvm {
    /** For the vector kernels; the JVM prints a line about this incubating module. */
    private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

    private ChildJvm() {}

    /** Like {@link #command}, with plain kernels and without the JVM's own messages: for programs that compute little, or whose output is compared. */
    public static List<String> quiet(String... more) {
        List<String> command = command(more);
        command.remove(VECTOR_API);
        return command;
    }

    /**
     * The beginning of a command, to which more can be added. JVMs since 24 print a warning when a library calls native code or uses
     * sun.misc.Unsafe, as JNA and JavaCPP do; here an option allows it, as CONTRIBUTING.md explains.
     *
     * @param more its next words
     */
    public static List<String> command(String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                VECTOR_API,
                "@" + Root.path("runner/src/launch/kernels.args")));
        command.addAll(List.of(more));
        return command;
    }
}
