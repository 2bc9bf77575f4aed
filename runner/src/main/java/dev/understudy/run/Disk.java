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
 * The few operations on which the safety of a run's files depends. All writing goes through here (a test of the
 * architecture holds it), so that a test can let any single operation fail, or end the program at it.
 */
interface Disk {
    /** The one that this process writes to. */
    static Disk inUse() {
        return Real.inUse;
    }

    /** Tests of whole programs put one in its place that fails. @return the one of before */
    static Disk replaceBy(Disk other) {
        Disk before = Real.inUse;
        Real.inUse = other;
        return before;
    }

    /** A new, empty file; what was there is gone. Links are not followed. */
    Handle create(Path file) throws IOException;

    /** The file's end; the file is made if it is missing. Links are not followed. */
    Handle append(Path file) throws IOException;

    /** A new directory in one that is there. */
    void createDirectory(Path directory) throws IOException;

    /** Makes a folder and those above it, as far as they are missing; each lasts as the folder does that it lies in. */
    default void createDirectories(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent =
                Objects.requireNonNull(folder.toAbsolutePath().getParent(), "only a root has none, and it is there");
        createDirectories(parent);
        try {
            createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            } // Otherwise another process has made it meanwhile.
        }
        forceDirectory(parent);
    }

    /** Replaces {@code to} in one step. */
    void move(Path from, Path to) throws IOException;

    /** Makes what was made, moved and deleted in this directory last through a power cut. */
    void forceDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    /**
     * Whether another process holds the byte that {@link Handle#tryLock} locks. Nothing is written.
     *
     * @throws java.nio.channels.OverlappingFileLockException if this process does
     */
    boolean isLocked(Path file, long position) throws IOException;

    /** An open file. */
    interface Handle extends Closeable {
        void write(ByteBuffer all) throws IOException;

        /** What stands at the file's beginning, up to what the buffer takes. */
        void readStart(ByteBuffer into) throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;

        /** Returns when the content is on the disk itself. */
        void force() throws IOException;

        /**
         * Locks one byte, which need not be there, until the handle is closed or the process ends.
         *
         * @return false if another process holds it
         * @throws java.nio.channels.OverlappingFileLockException if this process does
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
}
