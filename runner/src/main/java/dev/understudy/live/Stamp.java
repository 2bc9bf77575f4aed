package dev.understudy.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * The attributes of a file by which changes are detected without reading it.
 *
 * @param bytes −1 if the file does not exist
 * @param key distinguishes the file from a later one of the same name; null if the system has no such key
 */
record Stamp(FileTime modified, long bytes, Object key) {
    static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1, null);

    static Stamp of(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
        } catch (IOException e) {
            return NONE; // the file does not exist yet, or was removed
        }
    }

    boolean isThere() {
        return bytes >= 0;
    }

    /** Whether it is the same file as before, which may have grown. */
    boolean follows(Stamp before) {
        return isThere() && before.isThere() && Objects.equals(key, before.key) && bytes >= before.bytes;
    }
}
