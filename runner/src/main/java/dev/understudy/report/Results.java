package dev.understudy.report;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * The first trial's verdict, as the last line of its evaluation.jsonl keeps it for programs: {@code kind} "verdict",
     * {@code verdict} in the words of the report, {@code seeds} that it rests on, the mean {@code lnRatio} of imitator's
     * and teacher's test loss with its {@code standardError} (NaN where unknown), the {@code bar} of the teacher and the
     * {@code reason}.
     */
    public Map<String, Object> verdict() {
        Trial trial = trials.get(0);
        Judgement judgement = trial.judgement();
        Estimate ratio = trial.logRatio(Driver.IMITATOR);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", "verdict");
        line.put("verdict", judgement.shown());
        line.put("seeds", judgement.seeds());
        line.put("lnRatio", ratio.mean());
        line.put("standardError", ratio.standardError());
        line.put("bar", trial.bar());
        line.put("reason", judgement.reason());
        return line;
    }

    List<Trial> trials() {
        return trials;
    }
}
