package dev.understudy.batch;

import dev.understudy.device.ClassPath;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds the command that starts a worker: this JVM's Java, options and class path, with a share of the machine.
 *
 * @param jobs the number of workers at once, by which heap and cores are divided. The number of cores that a JVM is
 *     given is also the number of threads of the fused engine (unless the config sets {@code threads}), of the compiler
 *     and of the garbage collector
 */
record JvmCommand(int jobs) {
    private static final long LEAST_HEAP = 64L << 20;

    /** @param folder for the JVM's error file if it crashes. @param program main class and its arguments */
    List<String> of(Path folder, List<String> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-Xmx" + Math.max(LEAST_HEAP, Runtime.getRuntime().maxMemory() / jobs));
        command.add("-XX:ActiveProcessorCount=" + processors());
        command.add("-XX:ErrorFile=" + folder.toAbsolutePath().resolve("crash-%p.log"));
        command.add("-cp");
        command.add(ClassPath.entries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.addAll(program);
        return command;
    }

    int processors() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / jobs);
    }

    /** The options without agents, which may hold a port or a file, and without those that {@link #of} sets itself. */
    static List<String> inherited(List<String> options) {
        return options.stream()
                .filter(option -> !option.startsWith("-javaagent:")
                        && !option.startsWith("-agent")
                        && !option.startsWith("-Xrun")
                        && !option.startsWith("-Xmx")
                        && !option.startsWith("-Xms") // may exceed the share of the heap
                        && !option.startsWith("-XX:MaxRAM")
                        && !option.startsWith("-XX:InitialRAM")
                        && !option.startsWith("-XX:ActiveProcessorCount=")
                        && !option.startsWith("-XX:ErrorFile="))
                .toList();
    }
}
