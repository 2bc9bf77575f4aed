package dev.understudy.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A comparison for programs, as JSON; docs/json.md describes each key. */
public record ComparisonDocument(
        int format,
        String by,
        boolean largerIsBetter,
        List<String> keys,
        List<MetricDocument> metrics,
        List<GroupDocument> groups,
        List<LeftOutDocument> leftOut) {
    /** To be raised when a key changes its name or its meaning. */
    private static final int FORMAT = 1;

    /** A metric of the comparison. */
    public record MetricDocument(String name, String meaning, boolean largerIsBetter) {}

    /** A row. */
    public record GroupDocument(
            Map<String, String> settings,
            List<String> runs,
            int done,
            int diverged,
            int others,
            boolean best,
            Map<String, FigureDocument> figures) {}

    /** A mean over the runs of a row. */
    public record FigureDocument(double mean, double standardError, int n) {}

    /** A run that could not be read. */
    public record LeftOutDocument(String run, String reason) {}

    static ComparisonDocument of(RunComparison comparison) {
        return new ComparisonDocument(
                FORMAT,
                comparison.by().name(),
                comparison.by().largerIsBetter(),
                comparison.keys(),
                comparison.metrics().stream()
                        .map(metric -> new MetricDocument(metric.name(), metric.meaning(), metric.largerIsBetter()))
                        .toList(),
                comparison.groups().stream()
                        .map(group -> group(comparison, group))
                        .toList(),
                comparison.leftOut().stream()
                        .map(run -> new LeftOutDocument(run.run(), run.reason()))
                        .toList());
    }

    private static GroupDocument group(RunComparison comparison, ComparedGroup group) {
        Map<String, FigureDocument> figures = new LinkedHashMap<>();
        group.figures()
                .forEach((name, figure) ->
                        figures.put(name, new FigureDocument(figure.mean(), figure.standardError(), figure.n())));
        return new GroupDocument(
                group.settings(),
                group.runs().stream().map(ComparedRun::label).toList(),
                group.done(),
                group.diverged(),
                group.runs().size() - group.done() - group.diverged(),
                comparison.isBest(group, comparison.by()),
                figures);
    }
}
