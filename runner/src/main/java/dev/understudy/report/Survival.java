package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.LoopKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far beyond its training's episodes the imitator drove, and on how many seeds it came to the end.
 *
 * @param trainedTo steps of the training's episodes, the longest of evolution's
 * @param steps that it was to drive
 * @param survived seeds on which it did, with a loss that is finite to the end
 * @param firstBadStep the earliest step whose loss was not finite; null where there was none
 */
public record Survival(int trainedTo, long steps, int survived, int seeds, Integer firstBadStep) {
    /** Null where nobody knows how long the training's episodes were, or nothing has been driven. @param evaluation its directory */
    public static Survival of(Path evaluation) {
        return of(Report.read(List.of(evaluation)).trials().get(0)).orElse(null);
    }

    static Optional<Survival> of(Trial trial) {
        List<Result> ends = trial.resultsOf(LoopKind.IMITATOR);
        if (trial.trainedTo() == 0 || ends.isEmpty()) {
            return Optional.empty();
        }
        Optional<Result> diverged = trial.firstDiverged(LoopKind.IMITATOR);
        int asked = trial.files().config().path("evaluation").path("steps").asInt(0);
        long steps = diverged.isPresent() ? Math.max(asked, trial.steps()) : trial.steps(); // who diverges ends before
        return Optional.of(new Survival(
                trial.trainedTo(),
                steps,
                (int) ends.stream().filter(Result::survived).count(),
                ends.size(),
                diverged.map(Result::firstBadStep).orElse(null)));
    }

    /** What part of the trained horizon, or how often, in a form that is short. */
    private static String times(double times) {
        return times >= 10 || times == Math.rint(times)
                ? Numbers.count(Math.round(times)) + (Math.round(times) == 1 ? " time" : " times")
                : String.format(Locale.ROOT, "%.1f times", times);
    }

    String sentence() {
        String first = firstBadStep == null
                ? ""
                : "; the first to diverge did at step " + Numbers.count(firstBadStep) + " ("
                        + times((double) firstBadStep / trainedTo) + ")";
        return "Trained to " + Numbers.count(trainedTo) + (trainedTo == 1 ? " step" : " steps") + ", drove "
                + Numbers.count(steps)
                + (steps == trainedTo ? ": " : " (" + times((double) steps / trainedTo) + "): ") + survived + " of "
                + seeds
                + (seeds == 1 ? " seed" : " seeds") + " survived" + first + ".";
    }
}
