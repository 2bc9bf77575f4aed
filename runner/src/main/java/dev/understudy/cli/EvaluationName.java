package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.run.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the default name of an evaluation from its differences from the usual one, as in steps-10000_seeds-5-6. */
final class EvaluationName {
    private static final int LONGEST = 64;
    private static final int HASH = 8;

    private EvaluationName() {}

    /**
     * A name that is equal for equal differences, and valid as the name of a directory.
     *
     * @param usual the usual config, already with the number of steps of {@code config}, so that values that follow
     *     from the steps are no difference
     * @param steps the usual number of steps
     * @param task the name's prefix; empty unless the evaluation is of one task out of several
     */
    static String of(Config usual, int steps, Config config, String task) {
        Map<String, String> before = joined(usual);
        before.put("evaluation.steps", String.valueOf(steps));
        List<String> parts = new ArrayList<>(task.isEmpty() ? List.of() : List.of(task));
        joined(config).forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                // A whole key, because the teacher has a learning rate as well.
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

    /** The config's values by key; the elements of a list are joined under the key of the list. */
    private static Map<String, String> joined(Config config) {
        Map<String, String> joined = new TreeMap<>();
        config.results()
                .forEach((key, value) -> joined.merge(key.replaceFirst("\\[.*", ""), value, (a, b) -> a + "-" + b));
        return joined;
    }
}
