package dev.understudy.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The few operations on which the safety of a run's files depends. All writing goes through here, so that a test can
 * let any single one fail, or end the program at it.
 */
interface Disk {
    /** A new, empty file; what was there is gone. Links are not followed. */
    Handle create(Path file) throws IOException;

    /** The file's end; the file is made if it is missing. Links are not followed. */
    Handle append(Path file) throws IOException;

    /** Replaces {@code to} in one step. */
    void move(Path from, Path to) throws IOException;

    /** Makes the moves in this directory last through a power cut. */
    void forceDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    /** An open file. */
    interface Handle extends Closeable {
        void write(ByteBuffer all) throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;

        /** Returns when the content is on the disk itself. */
        void force() throws IOException;
    }

    Disk REAL = new Disk() {
        @Override
        public Handle create(Path file) throws IOException {
            Files.deleteIfExists(file);
            return handle(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        }

        @Override
        public Handle append(Path file) throws IOException {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            channel.position(channel.size());
            return handle(channel);
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
    };

    private static Handle handle(FileChannel channel) {
        return new Handle() {
            @Override
            public void write(ByteBuffer all) throws IOException {
                while (all.hasRemaining()) {
                    channel.write(all);
                }
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
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
