package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Turns an IOException of a file into a fault with one line: each cause has another remedy. */
final class FileFault {
    private static final String ELSEWHERE = "choose another place with --runs DIR or --to FILE";

    private FileFault() {}

    /**
     * The fault of a failed write.
     *
     * @param bytes written before it failed
     * @return environment if the place is to blame, otherwise resources: a full disk, a failing disk, or the limit of
     *     open files
     */
    static Fault writing(Path file, long bytes, IOException cause) {
        String cannot = "cannot be written (" + reason(cause) + ")";
        if (says(cause, "symbolic link")) {
            return Fault.environment(
                    file.toString(),
                    "is a link, which is not followed here (" + reason(cause) + ")",
                    "a file of its own",
                    "remove the link; its target has not been changed",
                    cause);
        }
        if (isTooManyOpen(cause)) {
            return tooManyOpen(file, "cannot be written", cause);
        }
        if (says(cause, "name too long")) {
            return Fault.environment(
                    file.toString(), cannot, "a path that is short enough for this system", ELSEWHERE, cause);
        }
        if (cause instanceof NoSuchFileException) {
            return Fault.environment(
                    file.toString(), cannot, "a folder that is there", "make its folder, or " + ELSEWHERE, cause);
        }
        if (isNoFolder(cause)) {
            return Fault.environment(
                    file.toString(),
                    "cannot be made (" + reason(cause) + ")",
                    "a folder",
                    "move the file away, or " + ELSEWHERE,
                    cause);
        }
        if (cause instanceof AccessDeniedException || says(cause, "read-only")) {
            return Fault.environment(
                    file.toString(), cannot, "a place that may be written", "check its rights, or " + ELSEWHERE, cause);
        }
        return Fault.resources(
                file.toString(),
                "cannot be written, it failed after " + bytes + " bytes (" + reason(cause) + "; " + free(file) + ")",
                isFull(cause) ? "a disk with room" : "a disk that stores it",
                (isFull(cause) ? "make room" : "make sure that the disk is sound and has room") + " and call again, or "
                        + ELSEWHERE + "; the former content is kept",
                cause);
    }

    /** The fault of an existing file that could not be read. */
    static Fault reading(Path file, IOException cause) {
        if (isTooManyOpen(cause)) {
            return tooManyOpen(file, "cannot be read", cause);
        }
        return Fault.environment(
                file.toString(),
                "cannot be read (" + reason(cause) + ")",
                "a file that may be read",
                cause instanceof AccessDeniedException ? "check its rights" : "check its rights and the disk",
                cause);
    }

    /**
     * A fault of resources, since its trial is unfinished and not failed: with a higher limit the same call continues
     * it.
     */
    private static Fault tooManyOpen(Path file, String cannot, IOException cause) {
        return Fault.resources(
                file.toString(),
                cannot + " (" + reason(cause) + ")",
                "a process that may open some hundred files",
                "raise the limit, such as with ulimit -n 1024, and call again",
                cause);
    }

    /** The system's message without the path, which the caller adds. */
    static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "a file of that name is there";
        }
        if (cause instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static boolean isFull(IOException cause) {
        return says(cause, "no space left") || says(cause, "quota");
    }

    private static boolean isTooManyOpen(IOException cause) {
        return says(cause, "too many open files");
    }

    private static boolean isNoFolder(IOException cause) {
        return cause instanceof FileAlreadyExistsException
                || cause instanceof NotDirectoryException
                || says(cause, "not a directory");
    }

    private static boolean says(IOException cause, String words) {
        return reason(cause).toLowerCase(Locale.ROOT).contains(words);
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
