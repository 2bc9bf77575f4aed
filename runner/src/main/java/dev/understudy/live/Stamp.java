package dev.understudy.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * What tells that a file has changed, without reading it.
 *
 * @param bytes -1 where there is no such file
 * @param key tells the file from another that took its name; null where the system has no such key
 */
record Stamp(FileTime modified, long bytes, Object key) {
    static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1, null);

    static Stamp of(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
        } catch (IOException e) {
            return NONE; // Not there yet, or no longer.
        }
    }

    boolean isThere() {
        return bytes >= 0;
    }

    /** Whether it is the file of before, which may have grown. */
    boolean follows(Stamp before) {
        return isThere() && before.isThere() && Objects.equals(key, before.key) && bytes >= before.bytes;
    }
}
