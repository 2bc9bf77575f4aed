package dev.understudy.batch;

import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which trials of a plan's races continue. The state of each trial is read from its files, so that the same
 * command resumes after any interruption.
 */
final class Races {
    /** The race of one trial, and its state. */
    private record Entry(Plan.Race race, Rungs rungs) {}

    private final Plan plan;
    private final Path runs;
    private final Map<Integer, Entry> entries = new HashMap<>();

    /**
     * @param due the trials that this call runs; the others need no more work
     * @param fresh whether to ignore earlier files
     */
    Races(Plan plan, Path runs, Set<Integer> due, boolean fresh) {
        this.plan = plan;
        this.runs = runs;
        for (Plan.Race race : plan.races()) {
            Entry entry = new Entry(race, new Rungs(race.rule(), race.trials().size()));
            for (int trial : race.trials()) {
                entries.put(trial, entry);
                if (!fresh) {
                    standing(entry, trial, due.contains(trial));
                }
            }
        }
    }

    private void standing(Entry entry, int trial, boolean due) {
        Path folder = plan.trials().get(trial).in(runs).path();
        List<MetricsLine> lines = lines(folder);
        long last = lines.isEmpty() ? 0 : lines.get(lines.size() - 1).metaStep();
        List<Integer> rungs = entry.race().rule().rungs();
        for (int i = 0; i < rungs.size() && rungs.get(i) <= last; i++) {
            entry.rungs().reach(trial, i, metric(entry, lines, rungs.get(i)));
            if (last > rungs.get(i)) {
                entry.rungs().promote(trial, i);
            }
        }
        boolean finished = Status.read(folder.resolve(RunDirectory.STATUS))
                .map(Status::finished)
                .orElse(false);
        if (!due && (!finished || last < rungs.get(rungs.size() - 1))) {
            entry.rungs().fail(trial); // it failed or diverged before the last rung
        }
    }

    private static List<MetricsLine> lines(Path folder) {
        Path file = folder.resolve(RunDirectory.METRICS);
        return Files.exists(file) ? JsonLines.read(file, MetricsLine.class) : List.of();
    }

    private static double metric(Entry entry, List<MetricsLine> lines, int rung) {
        for (MetricsLine line : lines) {
            if (line.metaStep() == rung) {
                return switch (entry.race().rule().metric()) {
                    case "imitationLoss" -> line.imitationLoss();
                    case "taskLoss" -> line.taskLoss();
                    case "validation" -> line.validated();
                    case "modelLossFirst" -> line.modelLossFirst();
                    case "modelLossLast" -> line.modelLossLast();
                    default ->
                        throw new IllegalStateException(entry.race().rule().metric());
                };
            }
        }
        return Double.NaN;
    }

    /** The meta-step up to which this trial runs next; 0 for its end. */
    int until(int trial) {
        Entry entry = entries.get(trial);
        return entry == null ? 0 : entry.rungs().until(trial);
    }

    /** Whether this trial is stopped at a rung and is not, or not yet, among the best. */
    boolean waits(int trial) {
        Entry entry = entries.get(trial);
        return entry != null && entry.rungs().waits(trial);
    }

    /** Records that this trial has reached its next rung. */
    void reached(int trial) {
        Entry entry = entries.get(trial);
        int rung = entry.rungs().next(trial);
        Path folder = plan.trials().get(trial).in(runs).path();
        int step = entry.race().rule().rungs().get(rung);
        entry.rungs().reach(trial, rung, metric(entry, lines(folder), step));
    }

    void failed(int trial) {
        Entry entry = entries.get(trial);
        if (entry != null) {
            entry.rungs().fail(trial);
        }
    }

    /** The trials that continue now. */
    List<Integer> promotions() {
        List<Integer> go = new ArrayList<>();
        entries.values().stream()
                .distinct()
                .forEach(entry -> go.addAll(entry.rungs().promotions()));
        return go;
    }

    /** The message for a trial that stays at its rung. */
    String sentence(int trial) {
        return entries.get(trial)
                .rungs()
                .sentence(trial, plan.trials().get(trial).config().training().metaSteps());
    }
}
