package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of a trial in words: its verdict if it can be judged, and otherwise the state of its run.
 *
 * @param tone ok, warn, bad or busy: the colour on the page
 * @param badge the verdict in a few words, or the state without one
 * @param state of the run; it never decides the colour of a verdict
 * @param sentence the answer
 * @param details further sentences, each of its own; may be empty
 */
record Summary(String tone, String badge, String state, String sentence, List<String> details) {
    static Summary of(Trial trial) {
        String state = trial.files()
                .status()
                .map(status -> status.state().name().toLowerCase(Locale.ROOT))
                .orElse("");
        boolean judged = state.isEmpty() || state.equals("done") || state.equals("diverged");
        if (state.equals("failed")) {
            return standing(
                    trial,
                    "bad",
                    state,
                    "Failed: " + orElse(message(trial), "no message was left") + dot(message(trial)));
        }
        if (trial.resultsOf(RolloutKind.IMITATOR).isEmpty()) {
            String tone = state.equals("diverged") || state.equals("interrupted") ? "warn" : "busy";
            return standing(trial, tone, orElse(state, "no result yet"), unfinished(trial, state));
        }
        Optional<Result> diverged = trial.firstDiverged(RolloutKind.IMITATOR);
        String outcome = diverged.isPresent() ? divergence(trial, diverged.get()) : outcome(trial, "The imitator");
        if (judged) {
            Verdict verdict = trial.verdict();
            return new Summary(
                    verdict.tone(), verdict.shown(), orElse(state, "done"), verdict.reason(), details(trial, outcome));
        }
        boolean busy = state.equals("running");
        String more = busy
                ? " More is being evaluated."
                : message(trial).isEmpty() ? "" : " " + message(trial) + dot(message(trial));
        return standing(trial, busy ? "busy" : "warn", state, outcome + more);
    }

    /** A summary without a verdict, since its figures are missing or incomplete. */
    private static Summary standing(Trial trial, String tone, String state, String sentence) {
        return new Summary(tone, state, state, sentence, details(trial, ""));
    }

    private static List<String> details(Trial trial, String outcome) {
        return Stream.of(outcome, agreement(trial), floor(trial), teacherDiverged(trial))
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    /** Whether the badge says more than the state of the run. */
    boolean judged() {
        return !badge.equals(state);
    }

    private static String outcome(Trial trial, String subject) {
        boolean primary = trial.mean(RolloutKind.IMITATOR, Result::meanLoss).known();
        boolean paired = trial.difference(RolloutKind.IMITATOR).known();
        MeanWithError mine = paired
                ? trial.pairedMean(RolloutKind.IMITATOR, Result::meanLoss)
                : trial.mean(RolloutKind.IMITATOR, primary ? Result::meanLoss : Result::testLoss);
        if (!mine.known()) {
            return subject + " ended without a test loss.";
        }
        String seeds = mine.n() == 1 ? "1 seed" : mine.n() + " seeds";
        String against = "";
        String ratio = "";
        if (paired) {
            against = " against the teacher's "
                    + Numbers.show(
                            trial.pairedMean(RolloutKind.TEACHER, Result::meanLoss)
                                    .mean(),
                            3);
            ratio = trial.signed()
                    ? "; difference " + Numbers.show(trial.difference(RolloutKind.IMITATOR))
                    : "; ratio " + Numbers.ratio(trial.logRatio(RolloutKind.IMITATOR));
        }
        String what = primary ? "mean θ" : "θ at the end";
        return subject + " reached a test loss of " + Numbers.show(mine.mean(), 3) + against + " after "
                + Numbers.count(trial.steps()) + " steps (" + what + ratio + "; " + seeds + ").";
    }

    private static String divergence(Trial trial, Result first) {
        long seeds = trial.resultsOf(RolloutKind.IMITATOR).size();
        long bad = trial.resultsOf(RolloutKind.IMITATOR).stream()
                .filter(Result::diverged)
                .count();
        String sentence = "The imitator diverged at step " + Numbers.count(first.firstBadStep()) + " on seed "
                + first.seed() + (bad > 1 ? ", the first of " + bad + " diverged seeds" : "")
                + (seeds > 1 ? " (" + bad + " of " + seeds + " seeds)." : ".");
        return bad == seeds
                ? sentence
                : sentence + " " + outcome(trial, seeds - bad == 1 ? "On the other seed it" : "On the others it");
    }

    private static String unfinished(Trial trial, String state) {
        if (state.equals("diverged")) {
            String cause = orElse(message(trial), "no message was left");
            // The status of a diverged training begins with that word, which is not repeated.
            return (cause.startsWith("diverged") ? "D" + cause.substring(1) : "Diverged: " + cause) + dot(cause)
                    + " There is no imitator to judge.";
        }
        String why = message(trial);
        String stopped = state.equals("interrupted") && !why.isEmpty()
                ? " " + Character.toUpperCase(why.charAt(0)) + why.substring(1) + dot(why)
                : "";
        List<MetricsLine> metrics = trial.files().metrics();
        if (metrics.isEmpty()) {
            return "This run directory holds no results yet." + stopped;
        }
        MetricsLine last = metrics.get(metrics.size() - 1);
        boolean task = trial.learnsFromTasks() && (!trial.imitates() || Double.isFinite(last.taskLoss()));
        String name = task ? "a task loss" : "an imitation loss";
        String loss = Numbers.show(task ? last.taskLoss() : last.imitationLoss(), 3);
        String progress = trial.curves().isEmpty()
                ? "nothing has been evaluated yet."
                : "its evaluation has no final figures yet.";
        return "Meta-training is at meta-step "
                + Numbers.count(last.metaStep())
                + (loss.equals("-")
                        ? " with " + name + " that is not finite; "
                        : " with " + name + " of " + loss + "; ")
                + progress
                + stopped;
    }

    private static String agreement(Trial trial) {
        double open = trial.mean(RolloutKind.TEACHER, Result::relativeError).mean();
        double closed = trial.mean(RolloutKind.IMITATOR, Result::relativeError).mean();
        if (Double.isNaN(open)) {
            return "";
        }
        return "When the teacher drives, it predicts the teacher's updates to within " + size(open)
                + (Double.isNaN(closed)
                        ? "."
                        : "; when it drives itself, it differs from them by " + size(closed) + ".");
    }

    /**
     * An error relative to the updates' size: in per cent, or as a multiple if the percentage would be in the
     * thousands.
     */
    private static String size(double relative) {
        if (relative < 10) {
            return Numbers.percent(relative);
        }
        return relative < 1e9
                ? Numbers.count(Math.round(relative)) + " times their size"
                : "more than a billion times their size";
    }

    private static String floor(Trial trial) {
        MeanWithError floor = trial.logRatio(RolloutKind.FLOOR);
        return floor.known()
                ? "Noise floor: the teacher against itself, learning rate × 1.0001, gives a ratio of "
                        + Numbers.ratio(floor) + "."
                : "";
    }

    private static String teacherDiverged(Trial trial) {
        return trial.firstDiverged(RolloutKind.TEACHER)
                .map(bad -> "The teacher itself diverged at step " + Numbers.count(bad.firstBadStep()) + " on seed "
                        + bad.seed() + ".")
                .orElse("");
    }

    private static String message(Trial trial) {
        return trial.files().status().map(Status::message).orElse("").strip();
    }

    private static String dot(String message) {
        return message.endsWith(".") ? "" : ".";
    }

    private static String orElse(String text, String other) {
        return text.isBlank() ? other : text;
    }
}
