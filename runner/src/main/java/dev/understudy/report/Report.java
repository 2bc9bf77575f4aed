package dev.understudy.report;

import dev.understudy.fault.Fault;
import dev.understudy.run.AtomicFile;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.RolloutKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The report over one or several trials, which are read once: one self-contained HTML file. {@link ResultTable} is the
 * same as text.
 */
public final class Report {
    private final List<Trial> trials;

    private Report(List<Trial> trials) {
        this.trials = trials;
    }

    /**
     * Reads run directories. Files in them may be missing or incomplete.
     *
     * @throws Fault exit 2 if the list is empty, or a directory does not exist
     */
    public static Report read(List<Path> runDirectories) {
        if (runDirectories.isEmpty()) {
            throw Fault.badInput(
                    "report",
                    "has no run directory to read",
                    "one or more, such as runs/quickstart/seed-1",
                    "give the folders of the trials");
        }
        return new Report(
                runDirectories.stream().map(RunFiles::read).map(Trial::of).toList());
    }

    /** Reads run directories and writes their page. @throws Fault as {@link #read} and {@link #write(Path)} */
    public static void write(List<Path> runDirectories, Path outFile) {
        read(runDirectories).write(outFile);
    }

    /**
     * Writes the page completely or not at all: first to a temporary file, which is then moved.
     *
     * @throws Fault exit 2 if a folder has the name, 3 if the file may not be written, 4 if the disk fails
     */
    public void write(Path outFile) {
        String page = html();
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
        // getBytes, unlike a writer, replaces invalid characters instead of failing.
        AtomicFile.write(target, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** The page as HTML. */
    public String html() {
        return Page.of(trials);
    }

    /** The first trial's verdict, in the form of evaluation.jsonl for programs. */
    public EvaluationLine.Verdict verdict() {
        Trial trial = trials.get(0);
        Verdict verdict = trial.verdict();
        MeanWithError ratio = trial.logRatio(RolloutKind.IMITATOR);
        return new EvaluationLine.Verdict(
                verdict.shown(), verdict.seeds(), ratio.mean(), ratio.standardError(), trial.bar(), verdict.reason());
    }

    List<Trial> trials() {
        return trials;
    }
}
