package dev.understudy.report;

import dev.understudy.fault.Fault;
import dev.understudy.run.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            throw Fault.badInput(
                    outFile.toString(),
                    "is a folder",
                    "the name of a file, such as report.html",
                    "give the page a name of its own");
        }
        AtomicFile.makeFolderOf(target);
        // getBytes, unlike a writer, replaces what is no valid text instead of failing.
        AtomicFile.write(target, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }
}
