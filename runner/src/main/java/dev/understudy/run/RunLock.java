package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Ensures that only one process at a time works in a run directory. The system releases the lock when its process ends,
 * even after a crash, so nothing has to be cleaned up. The file stays: removing it would let two processes lock two
 * files of one name.
 */
final class RunLock implements AutoCloseable {
    /**
     * Directories that this JVM has locked. POSIX drops all locks of a process on a file as soon as the process closes
     * any channel to it, so a second attempt in this JVM must be refused before it opens the file at all.
     */
    private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

    private static final List<Disk.Handle> NEVER_CLOSED = new CopyOnWriteArrayList<>();
    /** Far after the content: on systems with mandatory locks, the holder's line can still be read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int LONGEST_LINE = 1000;

    private final Path directory;
    private final Disk.Handle file;

    private RunLock(Path directory, Disk.Handle file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * Locks a directory. @param directory its real path. @throws Fault environment, naming the holder, if another
     * process works there
     */
    static RunLock take(Disk disk, Path directory) throws IOException {
        ObjectNode me = Json.MAPPER
                .createObjectNode()
                .put("pid", ProcessHandle.current().pid())
                .put("host", Machine.hostName())
                .put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        String holder = HELD_HERE.putIfAbsent(directory, sentence(me));
        if (holder != null) {
            throw held(directory, holder, null);
        }
        Disk.Handle file = null;
        try {
            file = disk.append(directory.resolve(RunDirectory.LOCK));
            if (!lock(file, directory)) {
                throw held(directory, readHolder(file), null);
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(me)));
            return new RunLock(directory, file);
        } catch (OverlappingFileLockException e) {
            // Another class loader of this JVM has the lock, with a HELD_HERE of its own; not closing the file keeps
            // that lock.
            NEVER_CLOSED.add(file);
            HELD_HERE.remove(directory);
            throw held(directory, "this process", e);
        } catch (IOException | RuntimeException | Error e) {
            HELD_HERE.remove(directory);
            if (file != null) {
                file.close();
            }
            throw e;
        }
    }

    /** Tries several times, since {@link #isHeld} in another process takes the byte for a moment. */
    private static boolean lock(Disk.Handle file, Path directory) {
        try {
            for (int attempt = 0; attempt < 3; attempt++) {
                if (file.tryLock(LOCKED_BYTE)) {
                    return true;
                }
                LockSupport.parkNanos(20_000_000);
            }
            return false;
        } catch (IOException noLocks) {
            // Some network file systems have none unless they are mounted with them, docs/cluster.md.
            throw Fault.environment(
                    directory.toString(),
                    "cannot be locked (" + FileFault.reason(noLocks) + ")",
                    "a file system with locks",
                    "mount it with them, or choose another place with --runs DIR",
                    noLocks);
        }
    }

    /** Whether a process, this one or another, works in a run directory. Nothing is written. */
    static boolean isHeld(Path directory) {
        try {
            if (HELD_HERE.containsKey(directory.toRealPath())) {
                return true; // opening and closing the file in this process would lose its lock
            }
            return Disk.inUse().isLocked(directory.resolve(RunDirectory.LOCK), LOCKED_BYTE);
        } catch (NoSuchFileException nobodyEver) {
            return false;
        } catch (IOException | OverlappingFileLockException e) {
            return true; // if in doubt, the run counts as alive
        }
    }

    private static String readHolder(Disk.Handle file) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
        file.readStart(line);
        return Json.object(line.array(), 0, line.position())
                .map(RunLock::sentence)
                .orElse("another process");
    }

    private static String sentence(JsonNode holder) {
        return "process " + holder.path("pid").asText("?") + " on "
                + holder.path("host").asText("?") + " since "
                + holder.path("started").asText("?");
    }

    private static Fault held(Path directory, String holder, Throwable cause) {
        return Fault.environment(
                directory.toString(),
                "is in use by " + holder,
                "a directory that no other process uses",
                "wait until that one ends, or give this experiment another name",
                cause);
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
