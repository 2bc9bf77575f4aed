package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Wall time of a step in milliseconds, on the machine of the evaluation. It is the minimum over the seeds: the first
 * one waits for the compiler, and other work of the machine can only make a step longer.
 *
 * @param imitator when it drives; with the teacher's update that is computed for comparison
 * @param teacher alone; NaN if unknown
 */
public record StepMillis(double imitator, double teacher) {
    /** Null if it was not measured, as in older runs. @param evaluation its directory */
    public static StepMillis of(Path evaluation) {
        return of(Report.read(List.of(evaluation)).trials().get(0)).orElse(null);
    }

    static Optional<StepMillis> of(Trial trial) {
        return Optional.of(new StepMillis(least(trial, RolloutKind.IMITATOR), least(trial, RolloutKind.TEACHER)))
                .filter(millis -> Double.isFinite(millis.imitator));
    }

    private static double least(Trial trial, RolloutKind rollout) {
        return trial.resultsOf(rollout).stream()
                .mapToDouble(Result::stepMillis)
                .filter(Double::isFinite)
                .min()
                .orElse(Double.NaN);
    }

    String sentence() {
        return "Wall time per step: imitator " + Numbers.show(imitator, 3)
                + " ms (teacher updates included)"
                + (Double.isNaN(teacher) ? "." : ", teacher alone " + Numbers.show(teacher, 3) + " ms.");
    }
}
