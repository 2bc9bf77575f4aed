package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far the imitator drove beyond the episodes of its training, and the number of seeds on which it reached the end.
 *
 * @param trainedTo steps of the training's episodes, the longest of evolution's
 * @param steps that it was to drive
 * @param survived seeds on which it did, with finite losses to the end
 * @param firstBadStep the earliest step whose loss was not finite; null if all were finite
 */
public record Survival(int trainedTo, long steps, int survived, int seeds, Integer firstBadStep) {
    /**
     * Null if the length of the training's episodes is unknown, or there is no rollout yet. @param evaluation its
     * directory
     */
    public static Survival of(Path evaluation) {
        return of(Report.read(List.of(evaluation)).trials().get(0)).orElse(null);
    }

    static Optional<Survival> of(Trial trial) {
        List<Result> ends = trial.resultsOf(RolloutKind.IMITATOR);
        if (trial.trainedTo() == 0 || ends.isEmpty()) {
            return Optional.empty();
        }
        Optional<Result> diverged = trial.firstDiverged(RolloutKind.IMITATOR);
        int asked = trial.files().config().path("evaluation").path("steps").asInt(0);
        long steps = diverged.isPresent() ? Math.max(asked, trial.steps()) : trial.steps(); // divergence ends it early
        return Optional.of(new Survival(
                trial.trainedTo(),
                steps,
                (int) ends.stream().filter(Result::survived).count(),
                ends.size(),
                diverged.map(Result::firstBadStep).orElse(null)));
    }

    /** A multiple of the trained horizon, in a short form. */
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
        return "Trained to " + Numbers.count(trainedTo) + (trainedTo == 1 ? " step" : " steps") + ", it drove "
                + Numbers.count(steps)
                + (steps == trainedTo ? ": " : " (" + times((double) steps / trainedTo) + "): ") + survived + " of "
                + seeds
                + (seeds == 1 ? " seed" : " seeds") + " survived" + first + ".";
    }
}
