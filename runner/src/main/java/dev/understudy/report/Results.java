package dev.understudy.report;

import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.WhoDrives;
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
            throw Fault.badInput(
                    "report",
                    "has no run directory to read",
                    "one or more, such as runs/quickstart/seed-1",
                    "give the folders of the trials");
        }
        return new Results(
                runDirectories.stream().map(RunFiles::read).map(Trial::of).toList());
    }

    /** The first trial's verdict, as its evaluation.jsonl keeps it for programs. */
    public EvaluationLine.Verdict verdict() {
        Trial trial = trials.get(0);
        Verdict verdict = trial.verdict();
        MeanWithError ratio = trial.logRatio(WhoDrives.IMITATOR);
        return new EvaluationLine.Verdict(
                verdict.shown(), verdict.seeds(), ratio.mean(), ratio.standardError(), trial.bar(), verdict.reason());
    }

    List<Trial> trials() {
        return trials;
    }
}
