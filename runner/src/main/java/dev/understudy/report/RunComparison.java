package dev.understudy.report;

import dev.understudy.fault.Fault;
import dev.understudy.run.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares runs by the keys of their configs that differ. Runs that differ only in their seed are one group with its
 * mean; groups are sorted by one metric. {@code RunComparison.of(directories).lines(width)} is the table for a
 * terminal.
 */
public final class RunComparison {
    private final List<String> keys;
    private final List<Metric> metrics;
    private final Metric by;
    private final List<ComparedGroup> groups;
    private final List<LeftOut> leftOut;

    /** A run that could not be read. @param reason in one line */
    record LeftOut(String run, String reason) {}

    private RunComparison(
            List<String> keys, List<Metric> metrics, Metric by, List<ComparedGroup> groups, List<LeftOut> leftOut) {
        this.keys = keys;
        this.metrics = metrics;
        this.by = by;
        this.groups = groups;
        this.leftOut = leftOut;
    }

    /** Compares grouped runs by the loss ratio at the end. */
    public static RunComparison of(List<Path> runDirectories) {
        return of(runDirectories, Metric.LOSS_RATIO, true);
    }

    /**
     * Compares runs.
     *
     * @param by the name of a metric
     * @param grouped otherwise each run is a group of its own, and its seed a key like others
     * @throws Fault bad input if the metric is unknown, or none of the runs can be read
     */
    public static RunComparison of(List<Path> runDirectories, String by, boolean grouped) {
        List<ComparedRun> runs = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (Path directory : runDirectories) {
            try {
                runs.add(ComparedRun.of(directory));
            } catch (Fault fault) {
                leftOut.add(new LeftOut(RunFiles.labelOf(directory), fault.getMessage()));
            }
        }
        if (runs.isEmpty()) {
            throw Fault.badInput(
                    "compare",
                    "has no run that can be read"
                            + (leftOut.isEmpty() ? "" : " (" + leftOut.get(0).reason() + ")"),
                    "one or more run directories",
                    "name others");
        }
        List<Metric> metrics = Metric.of(runs.stream().map(ComparedRun::trial).toList());
        Metric wanted = Metric.named(by, metrics);
        List<String> keys = differing(runs);
        if (!grouped && runs.stream().map(ComparedRun::seed).distinct().count() > 1) {
            keys.add(ComparedRun.SEED);
        }
        Map<List<String>, List<ComparedRun>> byKey = new LinkedHashMap<>();
        for (ComparedRun run : runs) {
            List<String> values = new ArrayList<>(values(run, keys));
            if (!grouped) {
                values.add(run.label() + byKey.size()); // unique, so that equal runs stay apart
            }
            byKey.computeIfAbsent(values, key -> new ArrayList<>()).add(run);
        }
        List<ComparedGroup> groups = new ArrayList<>();
        byKey.forEach((values, some) -> {
            Map<String, String> settings = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                settings.put(keys.get(i), values.get(i));
            }
            groups.add(ComparedGroup.of(settings, some, metrics));
        });
        groups.sort(order(wanted));
        return new RunComparison(keys, metrics, wanted, groups, leftOut);
    }

    /** The best first, and those without a mean last. */
    private static Comparator<ComparedGroup> order(Metric by) {
        Comparator<ComparedGroup> upwards =
                Comparator.comparingDouble(group -> group.figure(by).mean());
        return Comparator.comparing((ComparedGroup group) -> !group.figure(by).known())
                .thenComparing(by.largerIsBetter() ? upwards.reversed() : upwards);
    }

    private static List<String> values(ComparedRun run, List<String> keys) {
        return keys.stream()
                .map(key -> key.equals(ComparedRun.SEED)
                        ? Long.toString(run.seed())
                        : run.settings().getOrDefault(key, ""))
                .toList();
    }

    /**
     * Keys with different values. A key that only some runs have needs no column: it belongs to a key with different
     * values, such as the rule of a teacher.
     */
    private static List<String> differing(List<ComparedRun> runs) {
        Map<String, Set<String>> values = new TreeMap<>();
        runs.forEach(run -> run.settings()
                .forEach((key, value) ->
                        values.computeIfAbsent(key, k -> new HashSet<>()).add(value)));
        return new ArrayList<>(new TreeSet<>(values.keySet())
                .stream().filter(key -> values.get(key).size() > 1).toList());
    }

    List<String> keys() {
        return keys;
    }

    List<Metric> metrics() {
        return metrics;
    }

    Metric by() {
        return by;
    }

    /** The metrics to be shown: first the one that determines the order, then those that at least one group has. */
    List<Metric> shown() {
        List<Metric> shown = new ArrayList<>(metrics);
        shown.removeIf(metric -> metric == by
                || groups.stream().noneMatch(group -> group.figure(metric).known()));
        shown.add(0, by);
        return shown;
    }

    List<ComparedGroup> groups() {
        return groups;
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }

    /** Whether a group is the best one. A group with diverged runs is never best, since its mean is without them. */
    boolean isBest(ComparedGroup group, Metric metric) {
        return isCandidate(group, metric)
                && groups.stream()
                        .filter(other -> isCandidate(other, metric))
                        .noneMatch(other -> metric.isBetter(
                                other.figure(metric).mean(),
                                group.figure(metric).mean()));
    }

    private static boolean isCandidate(ComparedGroup group, Metric metric) {
        return group.diverged() == 0 && group.figure(metric).known();
    }

    /** The table for a terminal. @param width in columns, at least 80 */
    public List<String> lines(int width) {
        return new ComparisonTable(this, width).lines();
    }

    /** Writes CSV (RFC 4180), with all digits. @throws Fault as {@link AtomicFile#write} */
    public void writeCsv(Path file) {
        write(file, ComparisonCsv.of(this));
    }

    /** Writes an HTML page that needs no network. @throws Fault as {@link AtomicFile#write} */
    public void writeHtml(Path file) {
        write(file, html());
    }

    /** The HTML page. */
    public String html() {
        return ComparisonPage.of(this);
    }

    /** The output of `compare --json`. */
    public ComparisonDocument document() {
        return ComparisonDocument.of(this);
    }

    private static void write(Path file, String text) {
        AtomicFile.makeFolderOf(file);
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The shortest ending of a key that is unique among them: learningRate, or adam.learningRate. */
    String brief(String key) {
        for (int dot = key.lastIndexOf('.'); dot >= 0; dot = key.lastIndexOf('.', dot - 1)) {
            String end = key.substring(dot);
            if (keys.stream().filter(other -> ("." + other).endsWith(end)).count() == 1) {
                return end.substring(1);
            }
        }
        return key;
    }
}
