package dev.understudy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a comparison as CSV (RFC 4180): lines end with CR LF, and a cell with a comma, a quote or a line end is in
 * quotes.
 */
final class ComparisonCsv {
    private ComparisonCsv() {}

    static String of(RunComparison comparison) {
        List<String> head = new ArrayList<>(comparison.keys());
        head.addAll(List.of("runs", "done", "diverged", "others", "best"));
        for (Metric metric : comparison.metrics()) {
            head.addAll(List.of(metric.name(), metric.name() + " standardError", metric.name() + " n"));
        }
        StringBuilder csv = new StringBuilder(line(head));
        for (ComparedGroup group : comparison.groups()) {
            List<String> cells = new ArrayList<>(group.settings().values());
            cells.add(group.runs().stream().map(ComparedRun::label).collect(Collectors.joining(" ")));
            cells.add(String.valueOf(group.done()));
            cells.add(String.valueOf(group.diverged()));
            cells.add(String.valueOf(group.runs().size() - group.done() - group.diverged()));
            cells.add(String.valueOf(comparison.isBest(group, comparison.by())));
            for (Metric metric : comparison.metrics()) {
                MeanWithError figure = group.figure(metric);
                cells.add(number(figure.mean()));
                cells.add(number(figure.standardError()));
                cells.add(String.valueOf(figure.n()));
            }
            csv.append(line(cells));
        }
        return csv.toString();
    }

    /** All digits of a number; empty if unknown. */
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static String line(List<String> cells) {
        return cells.stream().map(ComparisonCsv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String cell(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
