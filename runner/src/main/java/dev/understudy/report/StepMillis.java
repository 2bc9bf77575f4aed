package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.LoopKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Wall time of a step in milliseconds, on the machine of the evaluation. Of the seeds it is the quickest: the first one waits for the compiler, and what
 * else a machine does makes a step longer, never shorter.
 *
 * @param imitator where it drives; its teacher is asked beside it
 * @param teacher alone; NaN where it is not known
 */
public record StepMillis(double imitator, double teacher) {
    /** Null where nothing was measured, as before there was a measurement. @param evaluation its directory */
    public static StepMillis of(Path evaluation) {
        return of(Report.read(List.of(evaluation)).trials().get(0)).orElse(null);
    }

    static Optional<StepMillis> of(Trial trial) {
        return Optional.of(new StepMillis(least(trial, LoopKind.IMITATOR), least(trial, LoopKind.TEACHER)))
                .filter(millis -> Double.isFinite(millis.imitator));
    }

    private static double least(Trial trial, LoopKind driver) {
        return trial.resultsOf(driver).stream()
                .mapToDouble(Result::stepMillis)
                .filter(Double::isFinite)
                .min()
                .orElse(Double.NaN);
    }

    String sentence() {
        return "Wall time per step: imitator " + Numbers.show(imitator, 3) + " ms (its teacher asked beside it)"
                + (Double.isNaN(teacher) ? "." : ", teacher alone " + Numbers.show(teacher, 3) + " ms.");
    }
}
