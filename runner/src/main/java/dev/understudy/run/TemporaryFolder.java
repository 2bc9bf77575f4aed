package dev.understudy.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder among the system's temporary files; closing it removes it with its content. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /** Makes a folder. @param name prefix of its name. @throws Fault environment or resources if it cannot be made */
    public static TemporaryFolder create(String name) {
        Path path = Path.of(
                System.getProperty("java.io.tmpdir"),
                name + "-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()));
        try {
            Disk.inUse().createDirectory(path);
        } catch (IOException e) {
            throw FileFault.writing(path, 0, e);
        }
        return new TemporaryFolder(path);
    }

    public Path path() {
        return path;
    }

    /** Files that cannot be removed are left to the system, which clears its temporary files. */
    @Override
    public void close() {
        Disk disk = Disk.inUse();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                disk.delete(file);
            }
        } catch (IOException e) {
            // Left to the system.
        }
    }
}
