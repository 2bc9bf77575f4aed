package dev.understudy.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;

/**
 * The operations on files on which the safety of a run depends. All writing goes through this interface, which a test
 * of the architecture checks, so that a test can let any single operation fail, or end the program at it.
 */
interface Disk {
    /** The disk that this process writes to. */
    static Disk inUse() {
        return Real.inUse;
    }

    /** Replaces the disk by one that fails, in tests of whole programs. @return the former disk */
    static Disk replaceBy(Disk other) {
        Disk before = Real.inUse;
        Real.inUse = other;
        return before;
    }

    /** Makes a new, empty file; an old one of this name is replaced. Links are not followed. */
    Handle create(Path file) throws IOException;

    /** Opens a file for writing at its end; the file is made if it is missing. Links are not followed. */
    Handle append(Path file) throws IOException;

    /** Makes a new directory in an existing one. */
    void createDirectory(Path directory) throws IOException;

    /** Makes a folder and the missing ones above it; each survives a power cut if the folder that contains it does. */
    default void createDirectories(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = Objects.requireNonNull(
                folder.toAbsolutePath().getParent(), "only a root has no parent, and a root exists");
        createDirectories(parent);
        try {
            createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            } // otherwise another process has made it meanwhile
        }
        forceDirectory(parent);
    }

    /** Replaces {@code to} in one step. */
    void move(Path from, Path to) throws IOException;

    /** Makes files made, moved and deleted in this directory survive a power cut. */
    void forceDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    /**
     * Whether another process holds the byte that {@link Handle#tryLock} locks. Nothing is written.
     *
     * @throws java.nio.channels.OverlappingFileLockException if this process holds it
     */
    boolean isLocked(Path file, long position) throws IOException;

    /** An open file. */
    interface Handle extends Closeable {
        void write(ByteBuffer all) throws IOException;

        /** Reads from the file's beginning until the buffer is full or the file ends. */
        void readStart(ByteBuffer into) throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;

        /** Returns when the content is on the disk itself, not only in the system's cache. */
        void force() throws IOException;

        /**
         * Locks one byte, which need not exist, until the handle is closed or the process ends.
         *
         * @return false if another process holds it
         * @throws java.nio.channels.OverlappingFileLockException if this process holds it
         */
        boolean tryLock(long position) throws IOException;
    }

    /** The disk of the operating system. */
    final class Real implements Disk {
        private static volatile Disk inUse = new Real();

        private Real() {}

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
            // Windows cannot open a directory as a file; its renames are journaled.
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
}
