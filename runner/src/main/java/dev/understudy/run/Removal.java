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
 * The removal of a run and of the evaluations beside it: of what the program wrote, and of the folders that are empty
 * then. No link is followed. All of it is locked from the question to the end, so that no process begins to work in what
 * goes.
 */
public final class Removal implements AutoCloseable {
    private final Path run;
    /** By their folders, evaluations first, as they are removed. */
    private final Map<Path, RunLock> locks;

    private Removal(Path run, Map<Path, RunLock> locks) {
        this.run = run;
        this.locks = locks;
    }

    /**
     * Locks a run and its evaluations; nothing is removed yet.
     *
     * @throws Fault bad input if it is a link or no run's directory; environment if a process works in it or in one of its
     *     evaluations, or if it may not be written
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
                            ? "is no run's directory"
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

    /** How many evaluations go along. */
    public int evaluations() {
        return locks.size() - 1;
    }

    /** Of the files that go. */
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
     * Removes them.
     *
     * @return what else is there and stays: the files and links in it, or a folder that is empty
     * @throws Fault environment or resources where the system refuses; what is left can be removed by the same call
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
                // In a folder that stays it stays too: two processes might otherwise lock two files of one name.
                if (content(folder).equals(List.of(lock))) {
                    disk.delete(lock);
                    one.getValue().close(); // before its folder: not every system removes one with an open file
                    removeIfEmpty(disk, folder);
                }
            }
            Path parent = run.toAbsolutePath().getParent();
            if (!Files.exists(run, LinkOption.NOFOLLOW_LINKS)) {
                removeIfEmpty(disk, parent);
                if (parent.endsWith(RunDirectory.EVALUATIONS)) {
                    removeIfEmpty(disk, parent.getParent()); // where no training stood above them
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

    /** Lets go of what is still there. */
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
