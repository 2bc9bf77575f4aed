package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Removes a run and its evaluations: the files that the program wrote, and folders that are then empty. No link is
 * followed. All folders are locked before the user is asked and until the end, so that no process begins to work in a
 * folder that is being removed.
 */
public final class Removal implements AutoCloseable {
    private final Path run;
    /** The locks by folder, evaluations first, in the order of removal. */
    private final Map<Path, RunLock> locks;

    private Removal(Path run, Map<Path, RunLock> locks) {
        this.run = run;
        this.locks = locks;
    }

    /**
     * Locks a run and its evaluations; nothing is removed yet.
     *
     * @throws Fault bad input if it is a link or not a run's directory; environment if a process works in it or in one
     *     of its evaluations, or if it may not be written
     */
    public static Removal of(Path run) {
        if (Files.isSymbolicLink(run)) {
            throw Fault.badInput(
                    run.toString(), "is a link", "a run's own directory", "name the folder that it leads to");
        }
        if (!RunDirectory.isOne(run)) {
            throw Fault.badInput(
                    run.toString(),
                    Files.isDirectory(run)
                            ? "is not a run's directory"
                            : Files.exists(run) ? "is not a folder" : "is not there",
                    "one that holds a run, such as runs/quickstart/seed-1",
                    "name another");
        }
        Map<Path, RunLock> locks = new LinkedHashMap<>();
        Removal removal = new Removal(run, locks);
        try {
            for (Path evaluation : RunDirectory.evaluations(run)) {
                locks.put(evaluation, RunLock.take(Disk.inUse(), evaluation.toRealPath()));
            }
            locks.put(run, RunLock.take(Disk.inUse(), run.toRealPath()));
            return removal;
        } catch (IOException e) {
            removal.close();
            throw FileFault.writing(run, 0, e);
        } catch (RuntimeException | Error e) {
            removal.close();
            throw e;
        }
    }

    public Path run() {
        return run;
    }

    /** The number of evaluations that are removed too. */
    public int evaluations() {
        return locks.size() - 1;
    }

    /** Bytes of all files that are removed. */
    public long bytes() {
        long bytes = 0;
        try {
            for (Path folder : locks.keySet()) {
                for (Path file : RunDirectory.written(folder)) {
                    bytes += Files.size(file);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw FileFault.reading(run, e);
        }
    }

    /**
     * Removes the run and its evaluations.
     *
     * @return files that remain because the program did not write them: files and links in the run's folder, or empty
     *     folders
     * @throws Fault environment or resources if the system refuses; the rest can be removed by the same call
     */
    public List<Path> remove() {
        Disk disk = Disk.inUse();
        try {
            for (Map.Entry<Path, RunLock> one : locks.entrySet()) {
                Path folder = one.getKey();
                for (Path file : RunDirectory.written(folder)) {
                    disk.delete(file);
                }
                EventFiles.removeEmptyFolders(disk, folder);
                if (folder.equals(run)) {
                    removeIfEmpty(disk, run.resolve(RunDirectory.EVALUATIONS));
                }
                Path lock = folder.resolve(RunDirectory.LOCK);
                // The lock stays in a folder that stays: otherwise two processes could lock two files of one name.
                if (content(folder).equals(List.of(lock))) {
                    disk.delete(lock);
                    one.getValue().close(); // before the folder: some systems cannot remove a folder with an open file
                    removeIfEmpty(disk, folder);
                }
            }
            Path parent = run.toAbsolutePath().getParent();
            if (!Files.exists(run, LinkOption.NOFOLLOW_LINKS)) {
                removeIfEmpty(disk, parent);
                if (parent.endsWith(RunDirectory.EVALUATIONS)) {
                    removeIfEmpty(disk, parent.getParent()); // if the evaluation has no training above it
                }
                return List.of();
            }
            return left();
        } catch (IOException e) {
            throw FileFault.writing(run, 0, e);
        }
    }

    private static void removeIfEmpty(Disk disk, Path folder) throws IOException {
        if (folder != null
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && content(folder).isEmpty()) {
            disk.delete(folder);
            disk.forceDirectory(folder.toAbsolutePath().getParent());
        }
    }

    private static List<Path> content(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private List<Path> left() throws IOException {
        List<Path> left = new ArrayList<>();
        Files.walkFileTree(run, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!file.endsWith(RunDirectory.LOCK)) {
                    left.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                if (content(folder).isEmpty()) {
                    left.add(folder);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        left.sort(null);
        return left;
    }

    /** Releases the remaining locks. */
    @Override
    public void close() {
        for (RunLock lock : locks.values()) {
            try {
                lock.close();
            } catch (IOException e) {
                throw FileFault.writing(run, 0, e);
            }
        }
    }
}
