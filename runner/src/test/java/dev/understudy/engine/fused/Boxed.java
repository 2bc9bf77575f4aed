package dev.understudy.engine.fused;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Finds methods of this project that allocate, by the JVM's own record of the origin of objects. */
final class Boxed {
    private Boxed() {}

    /** @return such as {@code , of which 80 % in VectorTiles.forward}; empty if the JVM noticed none */
    static String where(Runnable work) {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "10000/s");
            recording.start();
            work.run();
            recording.stop();
            Path file = Files.createTempFile("allocations", ".jfr");
            try {
                recording.dump(file);
                Map<String, Long> bytes = new HashMap<>();
                for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                    bytes.merge(method(event), event.getLong("weight"), Long::sum);
                }
                return said(bytes);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(Map<String, Long> bytes) {
        double all = bytes.values().stream().mapToLong(Long::longValue).sum();
        return bytes.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(4)
                .map(each -> String.format(
                        Locale.ROOT, ", of which %.0f %% in %s", 100 * each.getValue() / all, each.getKey()))
                .collect(Collectors.joining());
    }

    /** The innermost of this project's, on the way to the allocation. */
    private static String method(RecordedEvent event) {
        return event.getStackTrace() == null
                ? "methods without a name"
                : event.getStackTrace().getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName() + "."
                                + frame.getMethod().getName())
                        .filter(name -> name.startsWith("dev.understudy.") && !name.contains(".Boxed."))
                        .map(name -> name.replaceFirst(".*\\.(\\w+\\.)", "$1"))
                        .findFirst()
                        .orElse("the JVM's own");
    }
}
