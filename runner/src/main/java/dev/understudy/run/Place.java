package dev.understudy.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock on something of which a machine has only one, such as a place on a GPU: its owner holds a lock on a file of
 * its name. The system releases the lock when the process ends, even after a crash. Two processes that belong together
 * lock one byte each: the one that assigns the place, and the one that uses it and may live some seconds longer.
 */
public final class Place implements AutoCloseable {
    /** The role of a process, which determines the byte of the file that it locks. */
    public enum As {
        OWNER,
        USER
    }

    /**
     * POSIX drops all locks of a process on a file as soon as it closes any channel to it, so each file is opened once.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final long AGAIN_NANOS = 100_000_000;

    private final Path file;
    private final Disk.Handle handle;

    private Place(Path file, Disk.Handle handle) {
        this.file = file;
        this.handle = handle;
    }

    /**
     * Takes the place.
     *
     * @return empty if another process has it
     * @throws IOException if the file cannot be made or locked
     */
    public static Optional<Place> take(Path file, As as) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        if (!HELD_HERE.add(path)) {
            return Optional.empty();
        }
        Disk.Handle handle = null;
        boolean mine = false;
        try {
            Disk disk = Disk.inUse();
            Path folder = path.getParent();
            if (folder != null) {
                disk.createDirectories(folder);
            }
            handle = disk.append(path);
            mine = handle.tryLock(as.ordinal());
            return mine ? Optional.of(new Place(path, handle)) : Optional.empty();
        } finally {
            if (!mine) {
                HELD_HERE.remove(path);
                closeQuietly(handle);
            }
        }
    }

    /** Takes the place, and waits for it as long as another process has it. */
    public static Place await(Path file, As as) throws IOException {
        Optional<Place> place = take(file, as);
        while (place.isEmpty()) {
            LockSupport.parkNanos(AGAIN_NANOS);
            place = take(file, as);
        }
        return place.get();
    }

    public Path file() {
        return file;
    }

    private static void closeQuietly(Disk.Handle handle) {
        try {
            if (handle != null) {
                handle.close();
            }
        } catch (IOException e) {
            // Nothing was written, and the lock is released with the handle.
        }
    }

    @Override
    public void close() {
        closeQuietly(handle);
        HELD_HERE.remove(file);
    }
}
