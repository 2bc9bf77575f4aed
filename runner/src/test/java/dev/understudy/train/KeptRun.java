package dev.understudy.train;

import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A run of an earlier version among the test resources, as a run of its own in a test's folder. */
final class KeptRun {
    private KeptRun() {}

    /** @return its directory, before/seed-1 in {@code runs} */
    static Path copy(String kept, Path runs) throws IOException {
        Path run = Files.createDirectories(runs.resolve("before/seed-1"));
        try (Stream<Path> files = Files.list(Root.path("runner/src/test/resources/" + kept))) {
            for (Path file : files.toList()) {
                Files.copy(file, run.resolve(file.getFileName()));
            }
        }
        return run;
    }
}
