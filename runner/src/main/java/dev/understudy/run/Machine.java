package dev.understudy.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine and JVM of a run, recorded because results have depended on each of these values.
 *
 * @param jvm version, vendor and name
 * @param cpu the model's name, or "unknown"
 * @param cores that this JVM may use
 */
public record Machine(String host, String os, String arch, String cpu, int cores, String jvm, long maxHeapBytes) {
    /** The machine of this process. */
    public static Machine here() {
        return new Machine(
                hostName(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ", "
                        + System.getProperty("java.vm.name") + ")",
                Runtime.getRuntime().maxMemory());
    }

    static String hostName() {
        try {
            // Read first because InetAddress may wait for a name server.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "unknown";
            }
        }
    }

    private static String cpuName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
