package dev.understudy.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Makes folders that last through a power cut, as a file does only when the folder does that it lies in. */
public final class Folders {
    private Folders() {}

    /** Makes a folder and those above it, as far as they are missing. @throws Fault as {@link AtomicFile#write} */
    public static void make(Path folder) {
        try {
            make(RealDisk.inUse(), folder);
        } catch (IOException e) {
            throw FileFault.writing(folder, 0, e);
        }
    }

    static void make(Disk disk, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent =
                Objects.requireNonNull(folder.toAbsolutePath().getParent(), "only a root has none, and it is there");
        make(disk, parent);
        try {
            disk.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            } // Otherwise another process has made it meanwhile.
        }
        disk.forceDirectory(parent);
    }
}
