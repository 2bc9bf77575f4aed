package dev.understudy.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A log with one JSON object per line. Each line is passed to the system as soon as it is appended; a line cut by a
 * crash is dropped when the file is opened. Numbers do not depend on the locale; NaN and infinities are written as
 * null.
 */
public final class JsonLines implements AutoCloseable {
    private final Path file;
    private final Disk disk;
    private Disk.Handle handle;
    private LogFollower follower = LogFollower.NONE;
    /** Whether the file is new, so that its name may be lost in a power cut until the directory is forced. */
    private boolean isNew;
    /** Distinguishes this file from a later file of the same name; null if the system has no such key. */
    private Object fileKey;

    private JsonLines(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** @throws Fault environment or resources if the file cannot be written */
    public static JsonLines open(Path file) {
        return open(file, Disk.inUse());
    }

    static JsonLines open(Path file, Disk disk) {
        JsonLines lines = new JsonLines(file, disk);
        byte[] content = Json.bytes(file).orElse(new byte[0]);
        int good = lengthOfGoodLines(content);
        if (good < content.length) {
            AtomicFile.write(disk, file, null, out -> out.write(content, 0, good));
        }
        try {
            lines.reopen();
            if (good > 0 && content[good - 1] != '\n') {
                lines.handle.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        } catch (IOException e) {
            throw FileFault.writing(file, 0, e);
        }
        return lines;
    }

    /** The same log; from now on this follower is told of its lines as well. */
    JsonLines followedBy(LogFollower other) {
        follower = other;
        return this;
    }

    /**
     * Appends one line.
     *
     * @param line a record; the number of the format is added to it
     * @throws Fault resources if the disk is full; the earlier lines are intact
     */
    public void append(Record line) {
        byte[] bytes = Json.line(RunFormat.stamped(line));
        long before = -1;
        try {
            if (!isStillThere()) {
                // The file was deleted or moved during the run, so further lines go into a new file.
                handle.close();
                reopen();
            }
            before = handle.size();
            handle.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            cutBackTo(before, e);
            throw FileFault.writing(file, Math.max(0, before), e);
        }
        follower.appended(line);
    }

    /**
     * Drops all lines but the wanted ones. Kept lines are not changed, whichever version wrote them.
     *
     * @throws Fault bad input, naming the line, if one is not such a record; as {@link AtomicFile#write}. All lines
     *     then remain
     */
    public <T> void keepOnly(Class<T> type, Predicate<T> wanted) {
        List<ObjectNode> all = objects(file);
        List<T> records = records(file, all, type);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int kept = 0;
        for (int i = 0; i < all.size(); i++) {
            if (wanted.test(records.get(i))) {
                content.writeBytes(Json.line(all.get(i)));
                kept++;
            }
        }
        if (kept == all.size()) {
            return;
        }
        AtomicFile.write(disk, file, null, content::writeTo);
        try {
            handle.close();
            reopen();
        } catch (IOException e) {
            throw FileFault.writing(file, 0, e);
        }
        follower.dropped();
    }

    /**
     * Forces all lines to the disk itself. It is called before a checkpoint, so that a power cut leaves no gap before
     * the checkpoint.
     */
    public void sync() {
        try {
            if (isNew) {
                disk.forceDirectory(file.toAbsolutePath().getParent());
                isNew = false;
            }
            handle.force();
        } catch (IOException e) {
            throw FileFault.writing(file, 0, e);
        }
    }

    /**
     * All lines of a file, even of one that is being written. A cut last line is left out.
     *
     * @return empty if the file does not exist
     * @throws Fault bad input, naming the line, if another line is not such a record, or a later version wrote it
     */
    public static <T> List<T> read(Path file, Class<T> type) {
        return records(file, objects(file), type);
    }

    private static <T> List<T> records(Path file, List<ObjectNode> lines, Class<T> type) {
        List<T> records = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String where = file + ":" + (i + 1);
            try {
                records.add(RunFormat.read(lines.get(i), type, where));
            } catch (IllegalArgumentException e) {
                throw Fault.badInput(
                        where,
                        "is damaged or was edited (" + e.getMessage() + ")",
                        "a line as this file holds them",
                        "remove the line",
                        e);
            }
        }
        return records;
    }

    /**
     * The same lines as objects. A line's number is its position in this list, unless there are blank lines in between.
     */
    static List<ObjectNode> objects(Path file) {
        byte[] content = Json.bytes(file).orElse(new byte[0]);
        List<ObjectNode> lines = new ArrayList<>();
        int number = 0;
        int at = 0;
        while (at < content.length) {
            number++;
            int end = endOfLine(content, at);
            Optional<ObjectNode> line = Json.object(content, at, end);
            if (line.isPresent()) {
                lines.add(line.get());
            } else if (end + 1 < content.length && !isBlank(content, at, end)) {
                throw Fault.badInput(
                        file + ":" + number, "is damaged or was edited", "one JSON object", "remove the line");
            }
            at = end + 1;
        }
        return lines;
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (IOException e) {
            throw FileFault.writing(file, 0, e);
        }
    }

    private void reopen() throws IOException {
        isNew |= !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        handle = disk.append(file);
        fileKey = key(file);
    }

    private boolean isStillThere() {
        try {
            return Objects.equals(fileKey, key(file));
        } catch (IOException e) {
            return false;
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void cutBackTo(long size, IOException failure) {
        try {
            if (size >= 0) {
                handle.truncate(size);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Length of the intact lines. After a crash only the end can be bad: the last line may be cut, or have old content
     * of the disk. A power cut may also leave zeros instead of lines, followed by good ones; all of these were written
     * after the last sync.
     */
    private static int lengthOfGoodLines(byte[] content) {
        int good = 0;
        while (good < content.length && content[good] != 0) {
            good++;
        }
        while (good > 0) {
            int last = content[good - 1] == '\n' ? good - 1 : good;
            int start = last;
            while (start > 0 && content[start - 1] != '\n') {
                start--;
            }
            if (isBlank(content, start, last) && last < good
                    || Json.object(content, start, last).isPresent()) {
                return good;
            }
            good = start;
        }
        return 0;
    }

    private static boolean isBlank(byte[] content, int from, int to) {
        for (int i = from; i < to; i++) {
            if (content[i] != ' ' && content[i] != '\t' && content[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static int endOfLine(byte[] content, int from) {
        int end = from;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        return end;
    }
}
