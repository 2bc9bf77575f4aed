package dev.understudy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A comparison for the terminal, in ASCII except for texts of configs: a line for each group, with as many metrics as
 * fit. If the keys alone would fill the width, they follow on a line of their own.
 */
final class ComparisonTable {
    private static final String GAP = "  ";
    /** Least width of the first metric. */
    private static final int FIGURE = 22;

    private final RunComparison comparison;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    ComparisonTable(RunComparison comparison, int width) {
        this.comparison = comparison;
        this.width = width;
    }

    List<String> lines() {
        boolean below = keysWidth() > width - FIGURE - 2 * GAP.length();
        List<List<String>> columns = columns(below);
        int[] widths = columns.stream()
                .mapToInt(
                        column -> column.stream().mapToInt(String::length).max().orElse(0))
                .toArray();
        int fixed = below ? 3 : 3 + comparison.keys().size(); // with the first metric
        int shown = 0;
        for (int used = 0; shown < widths.length; shown++) {
            used += (shown == 0 ? 0 : GAP.length()) + widths[shown];
            if (shown >= fixed && used > width) {
                break;
            }
        }
        for (int row = 0; row <= comparison.groups().size(); row++) {
            int number = row;
            int count = shown;
            lines.add(IntStream.range(0, count)
                    .mapToObj(column -> padded(columns.get(column).get(number), widths[column]))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing());
            if (below && row > 0) {
                settings(comparison.groups().get(row - 1).settings());
            }
        }
        notes(fixed - 1 + comparison.shown().size() - shown);
        return lines;
    }

    /** The mark, the keys, the runs, and the metrics, beginning with the one that determines the order. */
    private List<List<String>> columns(boolean below) {
        List<List<String>> columns = new ArrayList<>();
        columns.add(column("", group -> comparison.isBest(group, comparison.by()) ? "*" : ""));
        if (!below) {
            comparison
                    .keys()
                    .forEach(key -> columns.add(column(
                            comparison.brief(key),
                            group -> shown(group.settings().get(key)))));
        }
        columns.add(column("runs", ComparedGroup::count));
        for (Metric metric : comparison.shown()) {
            columns.add(column(metric.name(), group -> Numbers.show(group.figure(metric))));
        }
        return columns;
    }

    private List<String> column(String head, Function<ComparedGroup, String> cell) {
        List<String> column = new ArrayList<>();
        column.add(head);
        comparison.groups().forEach(group -> column.add(cell.apply(group)));
        return column;
    }

    private int keysWidth() {
        int runs = column("runs", ComparedGroup::count).stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return 1
                + GAP.length()
                + runs
                + comparison.keys().stream()
                        .mapToInt(key -> GAP.length()
                                + column(
                                                comparison.brief(key),
                                                group -> shown(group.settings().get(key)))
                                        .stream()
                                        .mapToInt(String::length)
                                        .max()
                                        .orElse(0))
                        .sum();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "-" : value;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private void settings(Map<String, String> settings) {
        wrap(
                settings.entrySet().stream()
                        .filter(setting -> !setting.getValue().isEmpty())
                        .map(setting -> comparison.brief(setting.getKey()) + "=" + setting.getValue())
                        .toList(),
                "     ");
    }

    private void notes(int hidden) {
        lines.add("");
        Metric by = comparison.by();
        boolean some = comparison.groups().stream().anyMatch(group -> comparison.isBest(group, by));
        wrap((some ? "* best: " + by.best() + ", " + by.meaning() + "." : by.name() + ": " + by.meaning() + ".")
                + " Mean +- standard error over the runs that are done."
                + (comparison.groups().stream().anyMatch(group -> group.diverged() > 0)
                        ? " A group with a run that diverged is not marked."
                        : "")
                + (hidden > 0 ? " " + hidden + " more metrics in --csv, --html and --json." : ""));
        comparison.leftOut().forEach(run -> wrap("left out: " + run.run() + ": " + run.reason()));
    }

    private void wrap(String sentence) {
        wrap(List.of(sentence.split(" ")), "");
    }

    private void wrap(List<String> words, String indent) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() > 0 && indent.length() + line.length() + 1 + word.length() > width) {
                lines.add(indent + line);
                line.setLength(0);
            }
            int room = width - indent.length();
            line.append(line.length() == 0 ? "" : " ")
                    .append(word.length() <= room ? word : word.substring(0, room - 2) + "..");
        }
        lines.add(indent + line);
    }
}
