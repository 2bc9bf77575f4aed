package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One process at a time works in a run directory. The system lets go of the lock when its process ends, however it ends,
 * so a crash leaves nothing to clear up. The file stays: removing it would let two processes lock two files of one name.
 */
final class RunLock implements AutoCloseable {
    /**
     * Directories that this JVM holds. POSIX drops all locks of a process on a file as soon as the process closes any
     * channel to it, so a second attempt in this JVM must be refused before it opens the file at all.
     */
    private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

    private static final List<FileChannel> NEVER_CLOSED = new CopyOnWriteArrayList<>();
    /** Far behind the content: where locks are mandatory, the holder's line can still be read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int LONGEST_LINE = 1000;

    private final Path directory;
    private final FileChannel channel;

    private RunLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** @param directory its real path. @throws Fault environment, naming the holder, if another one works there */
    static RunLock take(Path directory) throws IOException {
        ObjectNode me = Json.MAPPER
                .createObjectNode()
                .put("pid", ProcessHandle.current().pid())
                .put("host", Machine.hostName())
                .put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        String holder = HELD_HERE.putIfAbsent(directory, sentence(me));
        if (holder != null) {
            throw held(directory, holder, null);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(RunDirectory.LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw held(directory, readHolder(channel), null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(me)), 0);
            return new RunLock(directory, channel);
        } catch (OverlappingFileLockException e) {
            // Held by this JVM through another class loader, whose HELD_HERE is not ours; its lock outlives ours this
            // way.
            NEVER_CLOSED.add(channel);
            HELD_HERE.remove(directory);
            throw held(directory, "this process", e);
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(directory);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
        int n = Math.max(0, channel.read(line, 0));
        return Json.object(line.array(), 0, n).map(RunLock::sentence).orElse("another process");
    }

    private static String sentence(JsonNode holder) {
        return "process " + holder.path("pid").asText("?") + " on "
                + holder.path("host").asText("?") + " since "
                + holder.path("started").asText("?");
    }

    private static Fault held(Path directory, String holder, Throwable cause) {
        return Fault.environment(
                directory + ": is in use by " + holder + "; wait until it ends, or give this experiment another name",
                cause);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
