package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the section {@code halving} of a sweep: {@code {metric: imitationLoss, rungs: [500, 1000], keep: 0.5}}. */
final class HalvingReader {
    private static final String PATH = "sweep.halving";
    private static final List<String> KEYS = List.of("metric", "rungs", "keep");
    private static final double HALF = 0.5;

    private HalvingReader() {}

    /** @return null if the section is null */
    static Halving read(Node.Key section) {
        if (section.value().isNull()) {
            return null;
        }
        if (!(section.value() instanceof Node.Keys keys)) {
            throw ConfigFaults.wrong(PATH, section.value(), "keys below it, such as rungs");
        }
        Map<String, Node.Key> given = keys.map();
        given.forEach((key, at) -> {
            if (!KEYS.contains(key)) {
                throw ConfigFaults.unknown(PATH, key, at.where(), KEYS);
            }
        });
        String metric = value(given, "metric", String.class, Halving.METRICS.get(0), "a word");
        double keep = value(given, "keep", double.class, HALF, "a part, such as 0.5");
        try {
            return new Halving(metric, rungs(section, given.get("rungs")), keep);
        } catch (Refusal refusal) {
            throw Fault.badInput(
                    section.where() + " " + refusal.field(),
                    "is " + refusal.found(),
                    refusal.expected(),
                    "correct it",
                    refusal);
        }
    }

    @SuppressWarnings("unchecked") // Scalars returns a value of the given class
    private static <T> T value(Map<String, Node.Key> given, String key, Class<?> type, T otherwise, String expected) {
        if (!given.containsKey(key)) {
            return otherwise;
        }
        Object value = Scalars.read(type, given.get(key).value());
        if (value == null) {
            throw ConfigFaults.wrong(PATH + "." + key, given.get(key).value(), expected);
        }
        return (T) value;
    }

    private static List<Integer> rungs(Node.Key section, Node.Key rungs) {
        if (rungs == null) {
            throw Fault.badInput(
                    section.where() + " " + PATH,
                    "has no rungs",
                    "meta-steps at which trials are compared, as in rungs: [500, 1000]",
                    "add them");
        }
        List<Integer> steps = new ArrayList<>();
        for (Node node : rungs.value() instanceof Node.Items items ? items.list() : List.of(rungs.value())) {
            Object number = Scalars.read(int.class, node);
            if (number == null) {
                throw ConfigFaults.wrong(PATH + ".rungs", node, "a list of meta-steps");
            }
            steps.add((Integer) number);
        }
        return steps;
    }
}
