package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a repeated run: the same names below another folder, so that the original stays unchanged.
 *
 * @param evaluation whether the run is an evaluation
 */
record RerunPlace(RunLocation location, boolean evaluation) {
    private static final String AGAIN = "again";

    /**
     * @param run the directory of the original run
     * @param runs the folder for the new run; null for "again" in the folder of the original's runs
     * @throws Fault bad input if the new directory would be the original one, or if the run is not in runs/name/trial
     */
    static RerunPlace of(Path run, Path runs) {
        Path full = real(run);
        int names = full.getNameCount();
        boolean evaluation = names > 2 && full.getName(names - 2).toString().equals(RunDirectory.EVALUATIONS);
        Path trial = evaluation ? full.resolve("../..").normalize() : full;
        // An imitator that comes with the program has no trial: its evaluations are in NAME/evaluations.
        boolean shipped = evaluation && !RunDirectory.isOne(trial);
        if (trial.getNameCount() < 2) {
            throw Fault.badInput(
                    run.toString(), "is not in a folder of runs", "runs/<name>/<trial>", "move it into such folders");
        }
        Path root = trial.resolve(shipped ? ".." : "../..").normalize();
        Path to = runs == null ? root.resolve(AGAIN) : runs;
        Path below = root.relativize(trial);
        RunLocation location = evaluation
                ? RunLocation.ofEvaluation(
                        to.resolve(below.toString()), full.getName(names - 1).toString())
                : RunLocation.ofTrial(
                        to, below.getName(0).toString(), below.getName(1).toString());
        if (Files.exists(location.path()) && real(location.path()).equals(full)) {
            throw Fault.badInput(
                    "--runs " + to, "holds the run itself", "another folder", "give another, or leave the option out");
        }
        return new RerunPlace(location, evaluation);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** The end of a sentence that says whether the rollouts ended with equal losses; empty if one run has none. */
    static String losses(Path run, Path again) {
        List<Long> then = ends(run);
        List<Long> now = ends(again);
        return then.isEmpty() || now.isEmpty()
                ? ""
                : then.equals(now)
                        ? "; its rollouts ended with the same losses"
                        : "; its rollouts ended with other losses";
    }

    private static List<Long> ends(Path run) {
        return JsonLines.read(run.resolve(RunDirectory.EVALUATION), EvaluationLine.class).stream()
                .filter(Result.class::isInstance)
                .map(Result.class::cast)
                .sorted(Comparator.comparing((Result end) -> end.rollout())
                        .thenComparing(Result::seed)
                        .thenComparing(Result::step))
                .flatMap(end ->
                        Stream.of(Double.doubleToLongBits(end.meanLoss()), Double.doubleToLongBits(end.testLoss())))
                .toList();
    }
}
