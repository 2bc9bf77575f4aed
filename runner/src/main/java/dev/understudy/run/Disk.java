package dev.understudy.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The few operations on which the safety of a run's files depends. All writing goes through here (a test of the
 * architecture holds it), so that a test can let any single operation fail, or end the program at it.
 */
interface Disk {
    /** A new, empty file; what was there is gone. Links are not followed. */
    Handle create(Path file) throws IOException;

    /** The file's end; the file is made if it is missing. Links are not followed. */
    Handle append(Path file) throws IOException;

    /** A new directory in one that is there. */
    void createDirectory(Path directory) throws IOException;

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
}
