package dev.understudy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java that runs the tests, for a process whose every word a test reads. */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * The beginning of a command, to which more can be added. JVMs since 24 print a warning when a library calls native code or uses
     * sun.misc.Unsafe, as JNA and JavaCPP do; here they are told that it is meant. Java 17 knows the first option alone.
     */
    public static List<String> command() {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }
}
