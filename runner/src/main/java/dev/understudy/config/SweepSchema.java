package dev.understudy.config;

import static dev.understudy.config.RecordSchema.closed;
import static dev.understudy.config.RecordSchema.described;
import static dev.understudy.config.RecordSchema.map;
import static dev.understudy.config.RecordSchema.one;
import static dev.understudy.config.ScalarSchema.of;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of the section {@code sweep}: the input of {@link SweepReader}, for every key of a config that can be
 * swept.
 */
final class SweepSchema {
    private static final String LISTS = "lists";
    private static final String DRAWS = "draws";
    private static final String DRAW = "draw";
    private static final String RANGE = "range";

    private final RecordSchema records;
    /** Dotted keys, each with the place in the schema that describes its value. */
    private final Map<String, String> places = new LinkedHashMap<>();

    /** @param properties of the whole config */
    SweepSchema(RecordSchema records, Map<String, Object> properties) {
        this.records = records;
        collect("", "#/properties", properties);
        places.remove("name"); // all trials of a sweep are in the folder of one name
        places.remove("tasks"); // its values cannot name a folder
    }

    @SuppressWarnings("unchecked") // RecordSchema made the maps
    private void collect(String path, String place, Map<String, Object> properties) {
        properties.forEach((name, value) -> {
            Map<String, Object> schema = (Map<String, Object>) value;
            String key = Node.join(path, name);
            String at = place + "/" + name;
            if (schema.get("properties") instanceof Map<?, ?> below) {
                collect(key, at + "/properties", (Map<String, Object>) below);
                return;
            }
            places.put(key, at);
            if (Overrides.isRule(key)) {
                Map<String, Object> rules = (Map<String, Object>) ((List<Object>) schema.get("anyOf")).get(1);
                collect(key, at + "/anyOf/1/properties", (Map<String, Object>) rules.get("properties"));
                bare(key);
            }
        });
    }

    /** Adds {@code teacher.learningRate}, which means the rule that is chosen. */
    private void bare(String rule) {
        List.copyOf(places.entrySet()).forEach(key -> {
            String path = Overrides.bare(key.getKey());
            if (path.startsWith(rule + ".") && path.indexOf('.', rule.length() + 1) < 0) {
                places.putIfAbsent(path, key.getValue());
            }
        });
    }

    Map<String, Object> section() {
        Map<String, Object> ways = new LinkedHashMap<>();
        ways.put("grid", way("grid", reference(LISTS)));
        ways.put("zip", way("zip", reference(LISTS)));
        ways.put("random", way("random", reference(DRAWS)));
        ways.put("halving", described(records.meaning("Sweep.halving"), halving()));
        Map<String, Object> word =
                map("type", List.of("string", "number", "null"), "pattern", "^" + SweepReader.NAME + "$");
        ways.put("names", way("names", map("type", List.of("object", "null"), "additionalProperties", word)));
        return described(records.meaning("Sweep"), closed(ways));
    }

    /** Puts the reference into an allOf: draft-07 ignores the other keywords of an object with a reference. */
    private Map<String, Object> way(String name, Map<String, Object> schema) {
        return described(records.meaning("Sweep." + name), map("allOf", List.of(schema)));
    }

    Map<String, Object> definitions() {
        Map<String, Object> lists = new LinkedHashMap<>();
        Map<String, Object> draws = new LinkedHashMap<>();
        places.forEach((path, place) -> {
            lists.put(path, values(map("$ref", place)));
            draws.put(path, reference(DRAW));
        });
        draws.put(SweepReader.TRIALS, described(records.meaning("Random.trials"), of(long.class)));
        draws.put(SweepReader.SEED, described(records.meaning("Random.seed"), of(long.class))); // not the config's seed
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put(RANGE, map("type", "string", "pattern", "^" + Values.Range.FORM.pattern() + "$"));
        definitions.put(DRAW, draw());
        definitions.put(LISTS, closed(lists));
        definitions.put(DRAWS, closed(draws));
        return definitions;
    }

    private static Map<String, Object> reference(String definition) {
        return map("$ref", "#/definitions/" + definition);
    }

    /** A list, a range, or null, which removes a key that a base sweeps. */
    private static Map<String, Object> values(Map<String, Object> item) {
        Map<String, Object> list = map("type", List.of("array", "null"), "minItems", 1, "items", item);
        return map("anyOf", List.of(list, reference(RANGE)));
    }

    private Map<String, Object> draw() {
        Object number = of(double.class);
        Map<String, Object> ends = map("type", "array", "minItems", 2, "maxItems", 2, "items", number);
        Map<String, Object> kinds = map(
                "uniform", described(records.meaning("Random.uniform"), ends),
                "logUniform", described(records.meaning("Random.logUniform"), ends),
                "choice", described(records.meaning("Random.choice"), values(map())));
        return map("anyOf", List.of(one(kinds), map("type", "null")));
    }

    private Map<String, Object> halving() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("metric", key("metric", map("enum", Halving.METRICS, "default", Halving.METRICS.get(0))));
        Map<String, Object> rung = of(int.class);
        keys.put("rungs", key("rungs", map("anyOf", List.of(rung, map("type", "array", "items", rung)))));
        keys.put("keep", key("keep", of(double.class)));
        Map<String, Object> halving = closed(keys);
        halving.put("required", List.of("rungs"));
        return halving;
    }

    private Map<String, Object> key(String name, Map<String, Object> schema) {
        return described(records.meaning("Halving." + name), schema);
    }
}
