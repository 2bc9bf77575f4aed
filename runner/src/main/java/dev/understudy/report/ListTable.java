package dev.understudy.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of runs for the terminal: one line each with its state, and the evaluations indented below their training.
 */
public final class ListTable {
    private static final List<String> HEAD =
            List.of("run", "state", "progress", "loss ratio", "imitation loss", "age", "tags");
    private static final List<String> SHORT_HEAD = List.of("run", "state", "progress", "ratio", "loss", "age", "tags");
    private static final String INDENT = "  ";
    private static final int LEAST_NAME = 16;
    /** Least width that a name leaves for the tags. */
    private static final int MOST_TAGS = 16;

    private ListTable() {}

    /**
     * Lists runs within the width of a terminal.
     *
     * @param width of the terminal in columns, at least 80; {@link Integer#MAX_VALUE} to cut nothing
     * @param now the time from which ages are counted
     */
    public static List<String> lines(List<RunOverview> runs, int width, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        rows.add(width < 100 ? SHORT_HEAD : HEAD);
        messages.add("");
        for (RunOverview run : runs) {
            row(run, "", now, rows, messages);
            run.evaluations().forEach(evaluation -> row(evaluation, INDENT, now, rows, messages));
        }
        int tags = rows.get(0).size() - 1;
        int[] widths = new int[tags];
        for (int i = 0; i < rows.size(); i++) {
            for (int column = 0; column < tags; column++) {
                widths[column] =
                        Math.max(widths[column], rows.get(i).get(column).length());
            }
        }
        int others = Stream.iterate(1, column -> column < tags, column -> column + 1)
                .mapToInt(column -> 2 + widths[column])
                .sum();
        int longest = rows.stream()
                .skip(1)
                .mapToInt(row -> row.get(tags).length())
                .max()
                .orElse(0);
        int forTags = longest == 0 ? 0 : Math.min(MOST_TAGS, INDENT.length() + longest);
        widths[0] = Math.min(widths[0], Math.max(LEAST_NAME, width - others - forTags));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(
                    messages.get(i).isEmpty()
                            ? line(rows.get(i), widths, width)
                            : cut(
                                    padded(middle(rows.get(i).get(0), widths[0]), widths[0], false)
                                            + INDENT
                                            + messages.get(i),
                                    width));
        }
        return lines;
    }

    private static void row(
            RunOverview run, String indent, Instant now, List<List<String>> rows, List<String> messages) {
        boolean damaged = run.state().equals(RunOverview.DAMAGED);
        String name = run.evaluation() && !indent.isEmpty()
                ? run.label().substring(run.label().lastIndexOf(": ") + 2)
                : run.label();
        rows.add(List.of(
                indent + name,
                damaged ? "" : run.state(),
                damaged ? "" : progress(run),
                Double.isNaN(run.lossRatio()) ? "-" : Numbers.show(run.lossRatio(), 4),
                Numbers.show(run.imitationLoss(), 3),
                run.changed() == null ? "-" : age(Duration.between(run.changed(), now)),
                String.join(" ", run.tags())));
        messages.add(damaged ? RunOverview.DAMAGED + ": " + run.message().replaceAll("\\p{Cntrl}+", " ") : "");
    }

    private static String progress(RunOverview run) {
        return run.done() + (run.all() == 0 ? "" : "/" + run.all()) + (run.evaluation() ? " rollouts" : "");
    }

    /**
     * An age in the largest unit of which it has at least one: 40 s, 3 min, 5 h, 2 d. A negative age, after the clock
     * was set back, is shown as 0.
     */
    public static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min"
                : seconds < 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    private static String line(List<String> row, int[] widths, int width) {
        StringBuilder line = new StringBuilder(padded(middle(row.get(0), widths[0]), widths[0], false));
        for (int column = 1; column < widths.length; column++) {
            // Words are left-aligned, figures right-aligned.
            line.append(INDENT).append(padded(row.get(column), widths[column], column > 1));
        }
        return cut((line + INDENT + row.get(widths.length)).stripTrailing(), width);
    }

    private static String padded(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        return right ? blanks + text : text + blanks;
    }

    /** Shortens a name in its middle, since names differ at both ends. */
    public static String middle(String name, int most) {
        if (name.length() <= most) {
            return name;
        }
        int end = (most - 2) * 2 / 3;
        return name.substring(0, most - 2 - end) + ".." + name.substring(name.length() - end);
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width - 2) + "..";
    }
}
