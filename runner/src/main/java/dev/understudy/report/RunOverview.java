package dev.understudy.report;

import dev.understudy.fault.Fault;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Tags;
import dev.understudy.run.TuningLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The state of one run at a glance, for a list of runs. Reading it never fails: damage of the run is a part of it.
 *
 * @param label name/trial, and of an evaluation "name/trial: evaluation"
 * @param state running, done, diverged, failed, unfinished or damaged
 * @param message of its status, or the damage; may be empty
 * @param done meta-steps, and of an evaluation rollouts
 * @param all the total of these; 0 if unknown
 * @param lossRatio see {@link Metric}; NaN if unknown
 * @param imitationLoss the last one that was logged; NaN if unknown
 * @param tags a person's words about the run
 * @param changed when a file was last written; null if unknown
 * @param evaluations of this run
 */
public record RunOverview(
        Path path,
        String label,
        boolean evaluation,
        String state,
        String message,
        long done,
        long all,
        double lossRatio,
        double imitationLoss,
        List<String> tags,
        Instant changed,
        List<RunOverview> evaluations) {
    static final String DAMAGED = "damaged";
    /** Files that a run writes during its work. Tags, the report and the lock do not count as changes of the run. */
    private static final List<String> CHANGES = List.of(
            RunDirectory.STATUS,
            RunDirectory.EVALUATION_STATUS,
            RunDirectory.CONFIG,
            RunDirectory.METRICS,
            RunDirectory.EVALUATION,
            RunDirectory.CHECKPOINT,
            RunDirectory.TUNING,
            RunDirectory.TUNED,
            RunDirectory.PHI);

    public RunOverview {
        tags = List.copyOf(tags);
        evaluations = List.copyOf(evaluations);
    }

    /** The overview of a run with its evaluations. @param run a run's directory */
    public static RunOverview of(Path run) {
        List<RunOverview> evaluations = List.of();
        String trouble = "";
        try {
            evaluations =
                    RunDirectory.evaluations(run).stream().map(RunOverview::of).toList();
        } catch (Fault fault) {
            trouble = fault.getMessage();
        }
        List<String> tags = List.of();
        try {
            tags = Tags.of(run).tags();
        } catch (Fault fault) {
            trouble = fault.getMessage();
        }
        try {
            RunFiles files = RunFiles.read(run);
            return of(run, files, trouble.isEmpty() ? damage(run, files) : trouble, tags, evaluations);
        } catch (Fault fault) {
            return new RunOverview(
                    run,
                    labelOf(run),
                    isEvaluation(run),
                    DAMAGED,
                    fault.getMessage(),
                    0,
                    0,
                    Double.NaN,
                    Double.NaN,
                    tags,
                    changed(run),
                    evaluations);
        }
    }

    private static RunOverview of(
            Path run, RunFiles files, String trouble, List<String> tags, List<RunOverview> evaluations) {
        Trial trial = Trial.of(files);
        List<MetricsLine> metrics = files.metrics();
        MetricsLine last = metrics.isEmpty() ? null : metrics.get(metrics.size() - 1);
        boolean tuned = isTuning(run);
        boolean evaluation = tuned || isEvaluation(run);
        return new RunOverview(
                run,
                files.label(),
                evaluation,
                trouble.isEmpty() ? state(run, files) : DAMAGED,
                trouble.isEmpty() ? files.status().map(Status::message).orElse("") : trouble,
                tuned
                        ? rollouts(run)
                        : evaluation
                                ? trial.results().values().stream()
                                        .mapToLong(List::size)
                                        .sum()
                                : Math.max(
                                        files.status().map(Status::metaStep).orElse(0L),
                                        last == null ? 0 : last.metaStep()),
                tuned
                        ? 0
                        : evaluation
                                ? RolloutKind.count(files.config().path("evaluation"))
                                : files.config()
                                        .path("training")
                                        .path("metaSteps")
                                        .asLong(0),
                Math.exp(trial.logRatio(RolloutKind.IMITATOR).mean()),
                last == null ? Double.NaN : last.imitationLoss(),
                tags,
                changed(run),
                evaluations);
    }

    /** The name of a run in all texts for readers. The run need not exist. */
    public static String labelOf(Path run) {
        return RunFiles.labelOf(run);
    }

    private static boolean isEvaluation(Path run) {
        Path parent = run.toAbsolutePath().normalize().getParent();
        return parent != null && parent.endsWith(RunDirectory.EVALUATIONS);
    }

    /** Whether it is a tuned teacher or the rollouts of one of its schedules; both are counted in rollouts. */
    private static boolean isTuning(Path run) {
        return Files.exists(run.resolve(RunDirectory.TUNED)) || Files.exists(run.resolve(RunDirectory.TUNING));
    }

    private static long rollouts(Path run) {
        Path own = run.resolve(RunDirectory.TUNING);
        return Files.exists(own)
                ? JsonLines.read(own, TuningLine.class).size()
                : RunDirectory.evaluations(run).stream()
                        .mapToLong(schedule ->
                                Files.exists(schedule.resolve(RunDirectory.TUNING)) ? rollouts(schedule) : 0)
                        .sum();
    }

    /**
     * The damage of a run, or empty: an existing file that cannot be read, or a damaged line of a log unless a process
     * may be writing it.
     */
    static String damage(Path run, RunFiles files) {
        for (String name : List.of(RunDirectory.STATUS, RunDirectory.EVALUATION_STATUS)) {
            if (Files.exists(run.resolve(name)) && files.status().isEmpty()) {
                return name + " is damaged or was edited";
            }
        }
        if (Files.exists(run.resolve(RunDirectory.CONFIG)) && !files.config().isObject()) {
            return RunDirectory.CONFIG + " is damaged or was edited";
        }
        boolean over = files.status().map(Status::finished).orElse(false);
        return over && files.unreadable() > 0
                ? files.unreadable() + (files.unreadable() == 1 ? " file or line" : " files or lines")
                        + " cannot be read"
                : "";
    }

    /** The state. A process may hold the directory and not have written a status yet. */
    static String state(Path run, RunFiles files) {
        if (Files.exists(run.resolve(RunDirectory.TUNED))) {
            return "done"; // the program writes this file last
        }
        Status.State state = files.status().map(Status::state).orElse(Status.State.RUNNING);
        if ((state == Status.State.RUNNING || state == Status.State.INTERRUPTED) && RunDirectory.isHeld(run)) {
            return "running";
        }
        return state == Status.State.DONE || state == Status.State.DIVERGED || state == Status.State.FAILED
                ? state.name().toLowerCase(Locale.ROOT)
                : "unfinished";
    }

    private static Instant changed(Path run) {
        return CHANGES.stream()
                .map(run::resolve)
                .flatMap(RunOverview::time)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static Stream<Instant> time(Path file) {
        try {
            return Files.exists(file)
                    ? Stream.of(Files.getLastModifiedTime(file).toInstant())
                    : Stream.empty();
        } catch (IOException e) {
            return Stream.empty(); // the folder was removed meanwhile
        }
    }

    /** Whether the run or one of its evaluations has this tag. */
    public boolean isTagged(String word) {
        return tags.contains(word) || evaluations.stream().anyMatch(evaluation -> evaluation.isTagged(word));
    }
}
