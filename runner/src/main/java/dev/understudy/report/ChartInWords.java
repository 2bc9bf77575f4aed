package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.report.Chart.Line;
import dev.understudy.report.Chart.View;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Describes a chart in words, for readers who cannot see it: each curve's first, last, lowest and highest value. The
 * script reads the names of the curves, and which of them are equal, from this text.
 */
final class ChartInWords {
    private ChartInWords() {}

    /** The element of a chart, which the script fills; without a script it shows the words. */
    static String chart(Chart chart, int trial, JsonNode data) {
        return place(chart, " data-trial=\"" + trial + "\"", chart.views(data));
    }

    /** The same for the chart with the curves of all trials. */
    static String all(JsonNode trials) {
        return place(Chart.ALL, "", List.of(Chart.ofAll(trials)));
    }

    private static String place(Chart chart, String more, List<View> views) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < views.size(); i++) {
            words.append("<div data-panel=\"")
                    .append(i)
                    .append("\">")
                    .append(view(chart, views.get(i)))
                    .append("</div>");
        }
        return """
            <div class="chart" role="group" aria-label="%s"%s data-chart="%s" data-along="%s" data-quantity="%s" data-column="%s">
            <details class="told"><summary>In words<span>: %s</span></summary>%s</details></div>
            """.formatted(
                        Html.text(chart.title()),
                        more,
                        chart.key(),
                        chart.along(),
                        Html.text(chart.quantity()),
                        chart.column(),
                        Html.text(chart.title()),
                        words);
    }

    private static String view(Chart chart, View view) {
        String name = view.name().isEmpty() ? "" : ", " + Html.text(view.name());
        return "<p>Curves of %s by %s%s.</p><ul>%s</ul>"
                .formatted(
                        Html.text(chart.quantity()),
                        chart.along(),
                        name,
                        view.lines().stream()
                                .map(line -> item(chart, view, line))
                                .collect(Collectors.joining()));
    }

    private static String item(Chart chart, View view, Line line) {
        String label = Html.text(line.label());
        return view.sameBefore(line)
                .map(other -> "<li data-line=\"%s\" data-label=\"%s\" data-same=\"%s\">%s: the same curve as %s.</li>"
                        .formatted(line.key(), label, other.key(), label, Html.text(other.label())))
                .orElseGet(() -> "<li data-line=\"%s\" data-label=\"%s\">%s: %s.</li>"
                        .formatted(line.key(), label, label, values(chart, line)));
    }

    private static String values(Chart chart, Line line) {
        int[] known = line.known();
        if (known.length == 0) {
            return "no finite values";
        }
        int low = known[0];
        int high = known[0];
        for (int i : known) {
            low = value(line, i) < value(line, low) ? i : low;
            high = value(line, i) > value(line, high) ? i : high;
        }
        int last = known[known.length - 1];
        String first = at(chart, line, known[0]);
        String end = line.along().size() - 1 == last ? "" : ", at its end";
        return known.length == 1
                ? first + end
                : "from " + first + " to " + at(chart, line, last) + end + "; lowest " + at(chart, line, low)
                        + ", highest " + at(chart, line, high);
    }

    private static double value(Line line, int i) {
        return line.values().get(i).doubleValue();
    }

    private static String at(Chart chart, Line line, int i) {
        return Numbers.show(value(line, i), 4) + " at " + chart.along() + " "
                + Numbers.count(line.along().get(i).asLong());
    }
}
