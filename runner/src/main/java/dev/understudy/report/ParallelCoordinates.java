package dev.understudy.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A comparison as a figure of parallel coordinates: an axis for each key that differs and one for the metric, and a
 * line for each group. A key's values are in order at equal distances, since a sweep has few values, often in powers of
 * ten.
 */
final class ParallelCoordinates {
    private static final int APART = 180;
    private static final int LEFT = 12;
    private static final int RIGHT = 76;
    private static final int TOP = 56;
    private static final int HEIGHT = 260;
    private static final int BOTTOM = 20;
    /** Number of the metric's colours, the best one first. */
    private static final int COLOURS = 5;

    private static final int LONGEST = 22;
    /**
     * Lines through one value are spread over this height, in the order of the metric; otherwise the last one drawn
     * would hide the others.
     */
    private static final double BAND = 26;

    /** Most names of values on an axis, so that they do not overlap. */
    private static final int MOST_NAMES = 14;

    private final RunComparison comparison;
    private final Function<ComparedGroup, String> name;
    private final double low;
    private final double high;

    ParallelCoordinates(RunComparison comparison, Function<ComparedGroup, String> name) {
        this.comparison = comparison;
        this.name = name;
        low = means().min().orElse(0);
        high = means().max().orElse(0);
    }

    private DoubleStream means() {
        return comparison.groups().stream()
                .mapToDouble(group -> group.figure(comparison.by()).mean())
                .filter(Double::isFinite);
    }

    String svg() {
        int axes = comparison.keys().size() + 1;
        int width = LEFT + APART * (axes - 1) + RIGHT;
        int height = TOP + HEIGHT + BOTTOM;
        StringBuilder lines = new StringBuilder();
        // The best group is drawn last, on top of the others.
        for (int i = comparison.groups().size() - 1; i >= 0; i--) {
            lines.append(line(comparison.groups().get(i), i));
        }
        StringBuilder drawn = new StringBuilder();
        for (int i = 0; i < comparison.keys().size(); i++) {
            drawn.append(axis(i, comparison.brief(comparison.keys().get(i)), names(i)));
        }
        drawn.append(axis(axes - 1, comparison.by().name(), figures()));
        return """
            <svg class="parallel" role="img" aria-labelledby="parallel-title parallel-words" viewBox="0 0 %d %d" style="min-width: %dpx; max-width: %dpx">
            <title id="parallel-title">Parallel coordinates of %s</title><desc id="parallel-words">%s</desc>
            %s%s</svg>
            """.formatted(
                        width,
                        height,
                        width,
                        width * 8 / 7,
                        Html.text(comparison.by().name()),
                        Html.text(words()),
                        lines,
                        drawn);
    }

    /** A description of the figure for screen readers; the table has all values. */
    private String words() {
        String best = comparison.groups().stream()
                .filter(group -> comparison.isBest(group, comparison.by()))
                .map(group -> " The best group is " + name.apply(group) + ".")
                .collect(Collectors.joining());
        return "Axes: "
                + comparison.keys().stream().map(comparison::brief).collect(Collectors.joining(", ")) + " and "
                + comparison.by().name() + ". " + comparison.groups().size() + " groups, "
                + comparison.by().name() + " from " + Numbers.show(low, 3) + " to " + Numbers.show(high, 3) + "." + best
                + " The table below has every value.";
    }

    private String line(ComparedGroup group, int number) {
        MeanWithError figure = group.figure(comparison.by());
        List<String> points = new ArrayList<>();
        for (int i = 0; i < comparison.keys().size(); i++) {
            List<String> values = values(i);
            points.add(point(
                    i, place(values.indexOf(value(group, i)), values.size()) + aside(group, i, values.size())));
        }
        if (figure.known()) {
            points.add(point(comparison.keys().size(), y(figure.mean())));
        }
        return "<g data-group=\"%d\" class=\"%s%s\"><title>%s: %s</title><polyline points=\"%s\"/></g>%n"
                .formatted(
                        number,
                        figure.known() ? "q" + colour(figure.mean()) : "unknown",
                        comparison.isBest(group, comparison.by()) ? " best" : "",
                        Html.text(name.apply(group)),
                        figure.known() ? comparison.by().name() + " " + Numbers.show(figure) : "not known",
                        String.join(" ", points))
                .replace("\r\n", "\n");
    }

    private String value(ComparedGroup group, int key) {
        return group.settings().get(comparison.keys().get(key));
    }

    /** The distance from the middle of the lines that share this value; a larger metric is higher, as on its axis. */
    private double aside(ComparedGroup group, int key, int values) {
        List<ComparedGroup> sharing = comparison.groups().stream()
                .filter(other -> value(other, key).equals(value(group, key)))
                .toList();
        double band = Math.min(BAND, 0.6 * HEIGHT / Math.max(1, values - 1));
        double at = sharing.size() == 1 ? 0 : sharing.indexOf(group) / (sharing.size() - 1.0) - 0.5;
        return band * (comparison.by().largerIsBetter() ? at : -at);
    }

    private int colour(double mean) {
        double share = high > low ? (mean - low) / (high - low) : 0;
        double fromBest = comparison.by().largerIsBetter() && high > low ? 1 - share : share;
        return Math.min(COLOURS - 1, (int) (COLOURS * fromBest));
    }

    /** The values of a key in order, as numbers if all of them are. */
    private List<String> values(int key) {
        List<String> values = comparison.groups().stream()
                .map(group -> value(group, key))
                .distinct()
                .toList();
        boolean numbers = values.stream().allMatch(value -> value.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?"));
        return values.stream()
                .sorted(numbers ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder())
                .toList();
    }

    private String names(int key) {
        List<String> values = values(key);
        int every = (values.size() + MOST_NAMES - 1) / MOST_NAMES;
        return IntStream.range(0, values.size())
                .filter(i -> i % every == 0)
                .mapToObj(i -> label(key, place(i, values.size()), values.get(i).isEmpty() ? "–" : values.get(i)))
                .collect(Collectors.joining());
    }

    private String figures() {
        if (means().findAny().isEmpty()) {
            return "";
        }
        int axis = comparison.keys().size();
        return high > low
                ? IntStream.rangeClosed(0, 4)
                        .mapToDouble(i -> low + i * (high - low) / 4)
                        .mapToObj(value -> label(axis, y(value), Numbers.show(value, 4)))
                        .collect(Collectors.joining())
                : label(axis, y(low), Numbers.show(low, 4));
    }

    private String axis(int number, String title, String labels) {
        boolean first = number == 0;
        int x = x(number);
        return "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><text class=\"title\" x=\"%d\" y=\"22\" text-anchor=\"%s\">%s</text>%s"
                .formatted(
                        x,
                        x,
                        TOP,
                        TOP + HEIGHT,
                        first ? 0 : x,
                        first ? "start" : "middle",
                        Html.text(cut(title)),
                        labels);
    }

    private String label(int axis, double y, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%.1f\"><title>%s</title>%s</text>",
                x(axis) + 7,
                y + 4,
                Html.text(text),
                Html.text(cut(text)));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private static String point(int axis, double y) {
        return String.format(Locale.ROOT, "%d,%.1f", x(axis), y);
    }

    private static int x(int axis) {
        return LEFT + APART * axis;
    }

    private double y(double mean) {
        return TOP + HEIGHT * (high > low ? 1 - (mean - low) / (high - low) : 0.5);
    }

    /** The height of a value on its axis; the smallest is at the bottom. */
    private static double place(int at, int of) {
        return TOP + HEIGHT * (of == 1 ? 0.5 : 1 - at / (of - 1.0));
    }
}
