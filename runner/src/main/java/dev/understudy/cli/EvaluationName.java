package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.run.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an evaluation is called when nobody names it: by what differs from the usual one, as in steps-10000_seeds-5-6. */
final class EvaluationName {
    private static final int LONGEST = 64;
    private static final int HASH = 8;

    private EvaluationName() {}

    /**
     * The same for the same differences, and safe as a directory.
     *
     * @param usual over as many steps as {@code config}, so that what the steps decide is no difference
     * @param steps the usual ones
     * @param task what stands before the differences; empty where the task is none of several
     */
    static String of(Config usual, int steps, Config config, String task) {
        Map<String, String> before = joined(usual);
        before.put("evaluation.steps", String.valueOf(steps));
        List<String> parts = new ArrayList<>(task.isEmpty() ? List.of() : List.of(task));
        joined(config).forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                // The teacher has a learning rate as well.
                String last = key.startsWith("imitator.") ? key : key.substring(key.lastIndexOf('.') + 1);
                parts.add(last + "-" + value.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^-|-$", ""));
            }
        });
        String name = parts.isEmpty() ? "usual" : String.join("_", parts);
        return name.length() <= LONGEST
                ? name
                : name.substring(0, LONGEST - 1 - HASH) + "-"
                        + Provenance.sha256(name).substring(0, HASH);
    }

    /** The elements of a list under its key. */
    private static Map<String, String> joined(Config config) {
        Map<String, String> joined = new TreeMap<>();
        config.results()
                .forEach((key, value) -> joined.merge(key.replaceFirst("\\[.*", ""), value, (a, b) -> a + "-" + b));
        return joined;
    }
}
