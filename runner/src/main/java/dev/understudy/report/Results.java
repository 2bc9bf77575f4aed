package dev.understudy.report;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.List;

/** Trials, read and aggregated once, for the page and for the terminal. */
public final class Results {
    private final List<Trial> trials;

    private Results(List<Trial> trials) {
        this.trials = trials;
    }

    /**
     * Reads run directories. Files in them may be missing or partly written.
     *
     * @throws Fault exit 2 where there is no directory, or one that is not there
     */
    public static Results read(List<Path> runDirectories) {
        if (runDirectories.isEmpty()) {
            throw Fault.badInput("report: no run directory; expected one or more, such as runs/quickstart/seed-1");
        }
        return new Results(
                runDirectories.stream().map(RunFiles::read).map(Trial::of).toList());
    }

    List<Trial> trials() {
        return trials;
    }
}
