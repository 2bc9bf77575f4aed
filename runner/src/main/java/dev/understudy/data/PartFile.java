package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * An unfinished download, locked against other downloads. Other users may have put something in its place, so it must
 * be a plain file, and nothing is written through a link, symbolic or hard.
 */
final class PartFile implements Closeable {
    private final Path path;
    private final FileChannel channel;

    PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens the file, or creates it.
     *
     * @throws Fault environment: it is no plain file, is locked or cannot be written
     */
    static PartFile open(Path path) {
        try {
            requirePlain(path);
            // Opening a pipe for reading and writing does not block; the type is checked again below.
            FileChannel channel = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            try {
                requirePlain(path);
                if (channel.tryLock() != null) {
                    return new PartFile(path, channel);
                }
            } catch (OverlappingFileLockException e) {
                // This process holds the lock: the answer is the same.
            } catch (IOException | Fault e) {
                channel.close();
                throw e;
            }
            channel.close();
        } catch (IOException e) {
            throw Fault.environment(
                    path.toString(),
                    "cannot be written (" + Transfer.reason(e) + ")",
                    "a folder that can be written",
                    "name one with --to DIR",
                    e);
        }
        throw Fault.environment(
                path.toString(),
                "is being written by another download",
                "one download of a file at a time",
                "wait for that one");
    }

    private static void requirePlain(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!found.isRegularFile()) {
            throw notPlain(
                    path,
                    found.isSymbolicLink()
                            ? "a symbolic link"
                            : found.isDirectory() ? "a directory" : "not a plain file");
        }
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
            throw notPlain(path, "a hard link to a file that has another name too");
        }
    }

    private static Fault notPlain(Path path, String found) {
        return Fault.environment(
                path.toString(), "is " + found, "a plain file, or none, to download into", "remove it and fetch again");
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Removes the content. */
    void cut() {
        try {
            if (channel.size() > 0) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            throw unwritable(0, e);
        }
    }

    /** Writes all of {@code bytes} to position {@code at}. */
    void write(ByteBuffer bytes, long at) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
        } catch (IOException e) {
            throw unwritable(at, e);
        }
    }

    /** Forces the {@code at} bytes written so far to disk. */
    void force(long at) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(at, e);
        }
    }

    private Fault unwritable(long at, IOException e) {
        return Fault.resources(
                path.toString(),
                "cannot be written any further after " + at + " bytes (" + Transfer.reason(e) + ")",
                "room for the data set there",
                "make room and fetch again, which continues the partial download",
                e);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
