package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/**
 * Averages several evaluations, possibly of several tasks, each compared with the tuned teacher of its task and
 * horizon: it has one value of each figure for each evaluation, and their means. An evaluation that never reached a
 * loss, or diverged, has the value infinity, which the means include.
 *
 * @param evaluations at least two
 */
record OverTasks(List<AgainstTuned> evaluations) {
    /** Empty for fewer than two. */
    static Optional<OverTasks> of(List<Trial> trials) {
        List<AgainstTuned> all = trials.stream()
                .flatMap(trial -> AgainstTuned.of(trial).stream())
                .filter(against ->
                        !against.trial().resultsOf(RolloutKind.IMITATOR).isEmpty())
                .toList();
        return all.size() < 2 ? Optional.empty() : Optional.of(new OverTasks(all));
    }

    /** The tuned teacher of the comparison. */
    enum Target {
        BEST(TunedTeacher::best),
        CONSTANT(TunedTeacher::bestConstant);

        private final Function<TunedTeacher, Candidate> of;

        Target(Function<TunedTeacher, Candidate> of) {
            this.of = of;
        }
    }

    /** The figures of the comparison. */
    enum Ratio {
        TRAINING("training", AgainstTuned::trainingRatio),
        TEST("test", AgainstTuned::testRatio),
        STEPS("steps", AgainstTuned::steps);

        private final String word;
        private final ToDoubleBiFunction<AgainstTuned, Candidate> of;

        Ratio(String word, ToDoubleBiFunction<AgainstTuned, Candidate> of) {
            this.word = word;
            this.of = of;
        }
    }

    /** The values of all evaluations; NaN if unknown, for example for a tuning without a constant rate. */
    double[] values(Ratio ratio, Target target) {
        return evaluations.stream()
                .mapToDouble(against -> {
                    Candidate candidate = target.of.apply(against.tuned());
                    return candidate == null ? Double.NaN : ratio.of.applyAsDouble(against, candidate);
                })
                .toArray();
    }

    /** NaN if one value is unknown: without it the mean would be over other tasks than the rows above it. */
    static double interquartileMean(double[] values) {
        return Arrays.stream(values).anyMatch(Double::isNaN) ? Double.NaN : StepsToLoss.interquartileMean(values);
    }

    private static String survived(List<Result> ends) {
        return ends.stream().filter(Result::survived).count() + " of " + ends.size();
    }

    /** The head, a row for each evaluation, and the two means. In ASCII except for the names of runs. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("over " + evaluations.size() + " evaluations"));
        List<List<String>> columns = new ArrayList<>();
        for (Target target : Target.values()) {
            for (Ratio ratio : Ratio.values()) {
                head.add(ratio.word
                        + (ratio == Ratio.STEPS ? " to " : " / ")
                        + (target == Target.BEST ? "best" : "constant"));
                double[] values = values(ratio, target);
                List<String> column = new ArrayList<>();
                Arrays.stream(values).mapToObj(AgainstTuned::one).forEach(column::add);
                column.add(AgainstTuned.one(StepsToLoss.geometricMean(values)));
                column.add(AgainstTuned.one(interquartileMean(values)));
                columns.add(column);
            }
        }
        head.add("survived");
        rows.add(head);
        for (int i = 0; i < evaluations.size() + 2; i++) {
            int at = i;
            List<String> row = new ArrayList<>(List.of(name(i)));
            columns.forEach(column -> row.add(column.get(at)));
            row.add(
                    i < evaluations.size()
                            ? survived(ends(evaluations.get(i)))
                            : i == evaluations.size() ? survived(ends()) : "");
            rows.add(row);
        }
        return rows;
    }

    private String name(int row) {
        return row < evaluations.size()
                ? evaluations.get(row).trial().label()
                : row == evaluations.size() ? "geometric mean" : "interquartile mean";
    }

    private static List<Result> ends(AgainstTuned against) {
        return against.trial().resultsOf(RolloutKind.IMITATOR);
    }

    private List<Result> ends() {
        return evaluations.stream().flatMap(against -> ends(against).stream()).toList();
    }

    /** The meaning of the columns. */
    static String legend() {
        return "Training loss (of the last tenth of the steps) and test loss of the imitator, over the tuned teacher's, the best and the best of"
                + " constant rate; and its steps until the training loss is at or below that of the tuned teacher, as a part of all steps. One seed that"
                + " diverges, or never reaches that loss, makes its evaluation count as never.";
    }
}
