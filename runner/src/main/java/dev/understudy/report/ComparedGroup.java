package dev.understudy.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs that differ only in their seed, with the means of their figures. Only finished runs are averaged: the others may
 * lack a figure, or have it only from the seeds that did not diverge.
 *
 * @param settings the values of the keys by which the compared runs differ, in the order of the columns; a run of
 *     another rule or network may lack a key, which is then ""
 * @param figures of each metric, by its name
 */
record ComparedGroup(Map<String, String> settings, List<ComparedRun> runs, Map<String, MeanWithError> figures) {
    static ComparedGroup of(Map<String, String> settings, List<ComparedRun> runs, List<Metric> metrics) {
        Map<String, MeanWithError> figures = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            figures.put(
                    metric.name(),
                    MeanWithError.of(runs.stream()
                            .filter(ComparedRun::isDone)
                            .map(ComparedRun::trial)
                            .mapToDouble(metric.ofRun())));
        }
        return new ComparedGroup(settings, List.copyOf(runs), figures);
    }

    MeanWithError figure(Metric metric) {
        return figures.get(metric.name());
    }

    int done() {
        return (int) runs.stream().filter(ComparedRun::isDone).count();
    }

    int diverged() {
        return (int) runs.stream().filter(run -> run.state().equals("diverged")).count();
    }

    /** The number of averaged runs, "3", with the others if there are any: "3, 1 diverged, 2 unfinished". */
    String count() {
        Map<String, Long> others = runs.stream()
                .filter(run -> !run.isDone())
                .collect(Collectors.groupingBy(ComparedRun::state, TreeMap::new, Collectors.counting()));
        return done()
                + others.entrySet().stream()
                        .map(state -> ", " + state.getValue() + " " + state.getKey())
                        .collect(Collectors.joining());
    }
}
