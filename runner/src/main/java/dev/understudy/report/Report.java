package dev.understudy.report;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The report: one HTML file that holds all it needs. */
public final class Report {
    private Report() {}

    /**
     * Writes one page for these run directories, whose files may be missing or partly written. The file is whole at any
     * time: it is written beside its place and then moved there.
     *
     * @throws Fault exit 2 where a run directory is not there, 3 where the file may not be written, 4 where the disk refuses
     */
    public static void write(List<Path> runDirectories, Path outFile) {
        write(Results.read(runDirectories), outFile);
    }

    /** The same for results that are read already. */
    public static void write(Results results, Path outFile) {
        String page = Page.of(results.trials());
        Path target = outFile.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw Fault.badInput(outFile + " is a folder; expected the name of a file, such as report.html");
        }
        // Not createTempFile: that would hide the report from everyone but its owner.
        Path temporary = target.resolveSibling("." + target.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId() + ".tmp");
        try {
            Files.createDirectories(folder);
            // getBytes, unlike writeString, replaces what is no valid text instead of failing.
            Files.write(temporary, page.getBytes(StandardCharsets.UTF_8));
            move(temporary, target);
        } catch (AccessDeniedException e) {
            throw Fault.environment(
                    outFile + " cannot be written: access denied; choose another folder or change its permissions", e);
        } catch (IOException e) {
            throw Fault.resources(
                    outFile + " cannot be written: " + e.getMessage() + "; check the path and the free space", e);
        } finally {
            deleteLeftover(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** After a failure; the failure itself is what is told. */
    private static void deleteLeftover(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException ignored) {
            temporary.toFile().deleteOnExit();
        }
    }
}
