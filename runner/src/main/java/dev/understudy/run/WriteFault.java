package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Which fault an IOException while writing is, and its one line. */
final class WriteFault {
    private WriteFault() {}

    /**
     * @param bytes written before it failed
     * @return environment if the place is not writable, otherwise resources: a full disk and a failing one need the same
     *     care, and cannot be told apart by type
     */
    static Fault of(Path file, long bytes, IOException cause) {
        if (cause instanceof AccessDeniedException || cause instanceof NoSuchFileException || isReadOnly(cause)) {
            return Fault.environment(
                    file + ": cannot be written (" + reason(cause)
                            + "); check its rights, or choose another directory with --runs DIR",
                    cause);
        }
        return Fault.resources(
                file + ": could not be written, it failed after " + bytes + " bytes (" + reason(cause) + "; "
                        + free(file)
                        + "); what was there before is kept; make room, or choose another directory with --runs DIR",
                cause);
    }

    /** The system's own words without the path, which the caller names already. */
    static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    static boolean isFull(IOException cause) {
        String words = reason(cause).toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("quota");
    }

    private static boolean isReadOnly(IOException cause) {
        return reason(cause).toLowerCase(Locale.ROOT).contains("read-only");
    }

    private static String free(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return Files.getFileStore(folder == null ? file : folder).getUsableSpace() + " bytes are free there";
        } catch (IOException | RuntimeException e) {
            return "free space unknown";
        }
    }
}
