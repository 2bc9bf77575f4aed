package dev.understudy.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The disk of the operating system. */
final class RealDisk implements Disk {
    private static volatile Disk inUse = new RealDisk();

    private RealDisk() {}

    /** The one that this process writes to. */
    static Disk inUse() {
        return inUse;
    }

    /** Tests of whole programs put one in its place that fails. @return the one of before */
    static Disk replaceBy(Disk other) {
        Disk before = inUse;
        inUse = other;
        return before;
    }

    @Override
    public Handle create(Path file) throws IOException {
        Files.deleteIfExists(file);
        return new Open(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public Handle append(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        channel.position(channel.size());
        return new Open(channel);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        // Windows opens no directory as a file; its renames are journaled.
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public boolean isLocked(Path file, long position) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock(position, 1, true)) {
            return lock == null;
        }
    }

    private record Open(FileChannel channel) implements Handle {
        @Override
        public void write(ByteBuffer all) throws IOException {
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }

        @Override
        public void readStart(ByteBuffer into) throws IOException {
            channel.read(into, 0);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public boolean tryLock(long position) throws IOException {
            return channel.tryLock(position, 1, false) != null;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
