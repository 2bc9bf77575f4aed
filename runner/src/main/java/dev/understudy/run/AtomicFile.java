package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Replaces a file completely or not at all, even if the program is killed or the power fails. The content goes to a
 * temporary file in the same directory, then to the disk (force), then takes the file's name (rename), then the
 * directory goes to the disk. Why every step is necessary: Pillai et al., "All File Systems Are Not Created Equal",
 * OSDI 2014.
 */
public final class AtomicFile {
    /** Added to a file's name. Temporary files of a killed program are removed when the run directory is opened. */
    static final String TEMPORARY = ".tmp";

    private static final int BUFFER_BYTES = 1 << 16;

    private AtomicFile() {}

    /** Writes the whole content; it need not close or flush the stream. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @throws Fault resources, naming file and bytes, if the disk is full or fails; environment if the directory is not
     *     writable; bad input if a folder or a device has the name. The temporary file is then removed and the old file
     *     unchanged.
     */
    public static void write(Path file, Content content) {
        write(Disk.inUse(), file, null, content);
    }

    /**
     * Writes as {@link #write(Path, Content)} does, if several processes may write the file at the same moment, on
     * several hosts: each has a temporary file of its own, since one could otherwise rename what another has half written.
     */
    public static void writeShared(Path file, Content content) {
        write(Disk.inUse(), file, "-" + UUID.randomUUID() + TEMPORARY, null, content);
    }

    /**
     * Makes the folder of a file and those above it, so that they survive a power cut as the file does.
     *
     * @throws Fault as {@link #write}
     */
    public static void makeFolderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try {
                Disk.inUse().createDirectories(folder);
            } catch (IOException e) {
                throw FileFault.writing(folder, 0, e);
            }
        }
    }

    /**
     * Writes as {@link #write(Path, Content)} does, and keeps the old {@code file} as {@code former}, unless that is
     * null. Between the two renames only {@code former} exists, so readers must look for it.
     *
     * @return bytes written
     */
    static long write(Disk disk, Path file, Path former, Content content) {
        return write(disk, file, TEMPORARY, former, content);
    }

    /** @param ending added to the file's name, the name of the temporary file */
    private static long write(Disk disk, Path file, String ending, Path former, Content content) {
        // Without this check a rename would replace /dev/null, if the user is allowed to.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw Fault.badInput(
                    '"' + file.toString() + '"',
                    Files.isDirectory(file) ? "is a folder" : "is a device or a pipe",
                    "the name of a file",
                    "name one, or move that away");
        }
        Path temporary = file.resolveSibling(file.getFileName() + ending);
        Counted out = new Counted();
        try {
            try (Disk.Handle handle = disk.create(temporary)) {
                out.handle = handle;
                BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
                content.writeTo(buffered);
                buffered.flush();
                handle.force();
            }
            if (former != null) {
                disk.move(file, former);
            }
            disk.move(temporary, file);
            disk.forceDirectory(file.toAbsolutePath().getParent());
            return out.bytes;
        } catch (IOException e) {
            discard(disk, temporary, e);
            throw FileFault.writing(file, out.bytes, e);
        } catch (RuntimeException | Error e) {
            discard(disk, temporary, e);
            throw e;
        }
    }

    private static void discard(Disk disk, Path temporary, Throwable failure) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Counts the bytes written to the file. */
    private static final class Counted extends OutputStream {
        private Disk.Handle handle;
        private long bytes;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int start, int length) throws IOException {
            handle.write(ByteBuffer.wrap(from, start, length));
            bytes += length;
        }
    }
}
