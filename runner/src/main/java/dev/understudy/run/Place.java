package dev.understudy.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Something of which a machine has one, such as a place on a GPU: a file of its name, and who holds a lock on it has it. The system lets go of
 * the lock when its process ends, however it ends. Two processes that belong together hold a byte each: the one that disposes of the place, and
 * the one that uses it and may live on for some seconds.
 */
public final class Place implements AutoCloseable {
    /** Which byte of the file. */
    public enum As {
        OWNER,
        USER
    }

    /** POSIX drops all locks of a process on a file as soon as it closes any channel to it, so each is opened once. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private static final long AGAIN_NANOS = 100_000_000;

    private final Path file;
    private final Disk.Handle handle;

    private Place(Path file, Disk.Handle handle) {
        this.file = file;
        this.handle = handle;
    }

    /**
     * @return nothing if another one has it
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

    /** The same, after a wait for whoever has it. */
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
            // Nothing was written, and the lock goes with the handle.
        }
    }

    @Override
    public void close() {
        closeQuietly(handle);
        HELD_HERE.remove(file);
    }
}
