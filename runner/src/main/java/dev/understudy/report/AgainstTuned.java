package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TunedTeacher.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Compares a trial with the tuned teacher of its evaluation: how soon the imitator, and its own teacher, reach the
 * tuned teacher's training loss, see {@link StepsToLoss}.
 */
record AgainstTuned(Trial trial, TunedTeacher tuned) {
    /** The kinds of rollouts that are compared with the tuned teacher. */
    private static final List<RolloutKind> ROLLOUTS = List.of(RolloutKind.IMITATOR, RolloutKind.TEACHER);

    /** Empty if the evaluation is not compared with a tuned teacher, or all candidates of that teacher diverged. */
    static Optional<AgainstTuned> of(Trial trial) {
        return trial.files()
                .against()
                .filter(tuned -> tuned.best() != null && !trial.results().isEmpty())
                .map(tuned -> new AgainstTuned(trial, tuned));
    }

    /**
     * The parts of the horizon until the target's loss, for every seed with a finished rollout of this kind, diverged
     * ones included.
     */
    double[] fractions(RolloutKind rollout, Candidate target) {
        return trial.resultsOf(rollout).stream()
                .mapToDouble(end -> StepsToLoss.fraction(
                        losses(rollout, end),
                        tuned.horizon(),
                        target.batchLoss().mean()))
                .toArray();
    }

    private double[] losses(RolloutKind rollout, Result end) {
        return trial.curvesOf(rollout).stream()
                .filter(curve -> curve.seed() == end.seed())
                .findFirst()
                .map(Curve::losses)
                .orElse(new double[0]);
    }

    /** The imitator's {@link #trainingLoss} divided by the tuned teacher's; see {@link #ratio}. */
    double trainingRatio(Candidate target) {
        return ratio(trainingLoss(RolloutKind.IMITATOR), target.batchLoss());
    }

    /** The same for the test losses at the end. */
    double testRatio(Candidate target) {
        return ratio(trial.mean(RolloutKind.IMITATOR, Result::testLoss), target.testLoss());
    }

    /**
     * A ratio of losses. {@link StepsToLoss#NEVER} as soon as one seed did not survive, since its loss has no bound.
     * NaN if losses can be 0 or below.
     */
    private double ratio(MeanWithError loss, Figure tuned) {
        boolean survived = trial.resultsOf(RolloutKind.IMITATOR).stream().allMatch(Result::survived);
        return !survived
                ? StepsToLoss.NEVER
                : trial.signed() || !(tuned.mean() > 0) ? Double.NaN : loss.mean() / tuned.mean();
    }

    /** The geometric mean of the imitator's {@link #fractions}. */
    double steps(Candidate target) {
        return StepsToLoss.geometricMean(fractions(RolloutKind.IMITATOR, target));
    }

    /** Mean training-mode loss of the last tenth of the steps, over the seeds that did not diverge. */
    MeanWithError trainingLoss(RolloutKind rollout) {
        int window = StepsToLoss.window(tuned.horizon());
        return MeanWithError.of(trial.resultsOf(rollout).stream()
                .filter(end -> !end.diverged())
                .mapToDouble(end -> DoubleStream.of(losses(rollout, end))
                        .skip(Math.max(0, losses(rollout, end).length - window))
                        .average()
                        .orElse(Double.NaN)));
    }

    /**
     * The losses at the points of the tuned teacher's curve: means over the steps between its points, and over the
     * seeds.
     */
    double[] course(RolloutKind rollout) {
        double[] losses = ChartData.meanLosses(trial, rollout);
        int[] steps = tuned.best().course().steps();
        double[] course = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            int from = i == 0 ? 0 : steps[i - 1];
            course[i] = steps[i] > losses.length
                    ? Double.NaN
                    : DoubleStream.of(losses)
                            .skip(from)
                            .limit(steps[i] - from)
                            .average()
                            .orElse(Double.NaN);
        }
        return course;
    }

    /**
     * A row of the table.
     *
     * @param key for the style sheet
     */
    record Row(String key, String name, List<String> cells) {}

    static final List<String> HEAD =
            List.of("training loss", "test loss", "steps to best", "steps to constant", "survived");

    /**
     * The rows of the imitator and its teacher, then of the tuned teachers: the best, and the best constant one if it
     * is another. In ASCII.
     */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (RolloutKind rollout : ROLLOUTS) {
            List<Result> ends = trial.resultsOf(rollout);
            if (!ends.isEmpty()) {
                rows.add(new Row(
                        rollout.key(),
                        rollout.key(),
                        List.of(
                                Numbers.show(trainingLoss(rollout)),
                                Numbers.show(trial.mean(rollout, Result::testLoss)),
                                shown(fractions(rollout, tuned.best())),
                                tuned.bestConstant() == null ? "-" : shown(fractions(rollout, tuned.bestConstant())),
                                ends.stream().filter(Result::survived).count() + " of " + ends.size())));
            }
        }
        rows.add(row("tuned", tuned.best()));
        if (tuned.bestConstant() != null && !tuned.best().atConstantRate()) {
            rows.add(row("tuned", tuned.bestConstant()));
        }
        return rows;
    }

    private Row row(String key, Candidate candidate) {
        return new Row(
                key,
                name(candidate),
                List.of(
                        Numbers.show(figure(candidate.batchLoss())),
                        Numbers.show(figure(candidate.testLoss())),
                        "",
                        "",
                        tuned.seeds().size() + " of " + tuned.seeds().size()));
    }

    /** The name of a tuned teacher, for example: adam linear 3e-3. */
    String name(Candidate candidate) {
        return tuned.rule() + " " + candidate.schedule() + " " + TunedTable.rate(candidate.learningRate());
    }

    private static MeanWithError figure(Figure figure) {
        return TunedTable.figure(figure);
    }

    /** The meaning of the columns, in two sentences. */
    String legend() {
        int window = StepsToLoss.window(tuned.horizon());
        return String.format(
                Locale.ROOT,
                "Steps are given as a part of the %,d, until the mean training loss of the last %s is at or below that of the tuned teacher at its end:"
                        + " geometric mean over the seeds, interquartile mean in brackets; a seed that never reaches it counts as never.",
                tuned.horizon(),
                window == 1 ? "step" : Numbers.count(window) + " steps");
    }

    /** A geometric and an interquartile mean, and the number of rollouts in which the loss was never reached. */
    static String shown(double[] fractions) {
        long never = DoubleStream.of(fractions).filter(Double::isInfinite).count();
        String iqm = " (" + one(StepsToLoss.interquartileMean(fractions)) + ")";
        if (never == fractions.length) {
            return never == 0 ? "-" : "never";
        }
        return never == 0
                ? one(StepsToLoss.geometricMean(fractions)) + iqm
                : "never on " + never + " of " + fractions.length + iqm;
    }

    /** A part of the horizon, or a ratio. */
    static String one(double fraction) {
        return Double.isInfinite(fraction) ? "never" : Numbers.show(fraction, 3);
    }
}
