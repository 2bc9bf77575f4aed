package dev.understudy.report;

import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TunedTeacher.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result of a tuning for the terminal: the best candidate of each schedule, and warnings. */
public final class TunedTable {
    private static final String ROW = "  %-12s %-13s %-21s %-21s %-19s %s";

    private TunedTable() {}

    /** In ASCII, of at most 100 columns. */
    public static List<String> lines(TunedTeacher tuned) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s over %,d steps: %d rates by %d %s on %d %s",
                tuned.rule(),
                tuned.horizon(),
                tuned.rates().size(),
                tuned.schedules().size(),
                tuned.schedules().size() == 1 ? "schedule" : "schedules",
                tuned.seeds().size(),
                tuned.seeds().size() == 1 ? "seed" : "seeds"));
        lines.add("");
        lines.add(row("schedule", "learning rate", "training loss", "test loss", "test accuracy", ""));
        for (Candidate best : tuned.bestOfSchedule()) {
            lines.add(row(
                    best.schedule(),
                    rate(best.learningRate()),
                    Numbers.show(figure(best.trainingLoss())),
                    Numbers.show(figure(best.testLoss())),
                    Numbers.show(figure(best.testAccuracy()).times(100)) + " %",
                    best.equals(tuned.best()) ? "best" : ""));
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "  The training loss is of the last step, over the first %,d training samples, in evaluation mode.",
                tuned.endSamples()));
        doubts(tuned).forEach(doubt -> lines.add("  " + doubt));
        return lines;
    }

    private static List<String> doubts(TunedTeacher tuned) {
        List<String> doubts = new ArrayList<>();
        tuned.schedules().stream()
                .filter(word -> tuned.bestOfSchedule().stream()
                        .noneMatch(best -> best.schedule().equals(word)))
                .forEach(word -> doubts.add("Of " + word + " every rate diverged."));
        double least = tuned.rates().get(0);
        double most = tuned.rates().get(tuned.rates().size() - 1);
        for (Candidate best : tuned.bestOfSchedule()) {
            double rate = best.learningRate();
            if (rate == least || rate == most) {
                doubts.add("The best of " + best.schedule() + " lies on the edge of the grid: "
                        + (rate == most ? "a rate above " : "a rate below ") + rate(rate) + " may be better.");
            }
        }
        long diverged = tuned.candidates().stream()
                .filter(candidate -> candidate.diverged() > 0)
                .count();
        if (diverged > 0) {
            doubts.add(diverged + " of " + tuned.candidates().size()
                    + (diverged == 1
                            ? " candidates diverged on at least one seed, and is"
                            : " candidates diverged on at least one seed, and are")
                    + " worse than any other.");
        }
        return doubts;
    }

    static MeanWithError figure(Figure figure) {
        return new MeanWithError(figure.mean(), figure.standardError(), 1);
    }

    /** A learning rate in the usual notation: 3e-4, 0.001, 1. */
    static String rate(double rate) {
        return Double.toString(rate).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }
}
