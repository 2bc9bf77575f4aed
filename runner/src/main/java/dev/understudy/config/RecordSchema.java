package dev.understudy.config;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Refusal;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON Schema of the values that {@link RecordReader} accepts. It goes over the components of a record in the same
 * way, so a new key is in the schema at once. Checks that only a record can do, for example of two keys together, are
 * left to the reader.
 */
final class RecordSchema {
    private final Meanings meanings = new Meanings();
    private final List<String> pretrained;

    /** @param pretrained names that an editor proposes for {@code imitator.pretrained} */
    RecordSchema(List<String> pretrained) {
        this.pretrained = pretrained;
    }

    String meaning(String name) {
        return meanings.of(name);
    }

    /** The schema of a section; null stands for its defaults. */
    Map<String, Object> section(Record defaults) {
        return closed(properties(defaults));
    }

    /** An object with these keys alone, or null. */
    static Map<String, Object> closed(Map<String, Object> properties) {
        return map("type", List.of("object", "null"), "additionalProperties", false, "properties", properties);
    }

    Map<String, Object> properties(Record defaults) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            Object standard = RecordTree.value(component, defaults);
            if (component.isAnnotationPresent(RecordTree.Inline.class)) {
                properties.putAll(properties((Record) standard));
            } else {
                properties.put(component.getName(), key(component, defaults, standard));
            }
        }
        return properties;
    }

    private Map<String, Object> key(RecordComponent component, Record holder, Object standard) {
        Class<?> type = component.getType();
        Map<String, Object> schema = new LinkedHashMap<>();
        String words = type.isEnum() ? meanings.words(type) : "";
        schema.put("description", meanings.of(holder.getClass(), component.getName()) + words);
        OneOf<?> chosen = OneOf.of(type);
        if (chosen != null) {
            schema.put("anyOf", rules(chosen));
            putDefault(schema, chosen.name(standard));
            return schema;
        }
        if (standard instanceof Record section && type != DeviceChoice.class) {
            schema.putAll(section(section));
            return schema;
        }
        Optional<Refusal.Bounds> bounds = ScalarSchema.bounds(component, holder);
        if (component.getGenericType() instanceof ParameterizedType list) {
            schema.put("type", standard == null ? List.of("array", "null") : "array");
            schema.put("items", item(list.getActualTypeArguments()[0], bounds));
        } else {
            schema.putAll(ScalarSchema.of(type, standard == null, bounds));
        }
        if (component.getName().equals("pretrained")) {
            schema.put("examples", pretrained);
        }
        if (standard != null) {
            putDefault(schema, ScalarSchema.plain(standard));
        }
        return schema;
    }

    /**
     * Adds a default, to the description as well: editors insert a default when a key is completed, but do not show it
     * for a key in the file.
     */
    private static void putDefault(Map<String, Object> schema, Object standard) {
        schema.put("default", standard);
        schema.put("description", schema.get("description") + "\nDefault: " + standard);
    }

    private Map<String, Object> item(Type element, Optional<Refusal.Bounds> bounds) {
        return element == Layer.class
                ? layer()
                : element == TaskConfig.class
                        ? section(TaskConfig.DEFAULTS)
                        : ScalarSchema.of((Class<?>) element, false, bounds);
    }

    /** The name of a rule, or one key with the rule's values. */
    private List<Object> rules(OneOf<?> of) {
        List<Object> words = new ArrayList<>(of.names());
        words.add(null);
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : of.names()) {
            Record rule = of.named(name);
            properties.put(name, described(meanings.of(rule.getClass().getSimpleName()), section(rule)));
        }
        return List.of(map("enum", words), one(properties));
    }

    private Map<String, Object> layer() {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (String kind : RecordReader.LAYERS) {
            switch (kind) {
                case "conv" -> {
                    Map<String, Object> conv = section(RecordReader.CONV);
                    conv.put("type", "object");
                    conv.put("required", RecordTree.keys(Layer.Conv.class));
                    properties.put(kind, described(meanings.of("Conv"), conv));
                }
                case "maxPool" -> properties.put(kind, described(meanings.of("MaxPool"), ScalarSchema.of(int.class)));
                case "dropout" ->
                    properties.put(kind, described(meanings.of("Dropout"), ScalarSchema.of(double.class)));
                case "channelDropout" ->
                    properties.put(kind, described(meanings.of("ChannelDropout"), ScalarSchema.of(double.class)));
                case "dense" -> properties.put(kind, described(meanings.of("Dense"), ScalarSchema.of(int.class)));
                default -> words.add(kind);
            }
        }
        return map("anyOf", List.of(map("enum", words), one(properties)));
    }

    /** An object with exactly one of these keys. */
    static Map<String, Object> one(Map<String, Object> properties) {
        Map<String, Object> schema = closed(properties);
        schema.put("type", "object");
        schema.put("minProperties", 1);
        schema.put("maxProperties", 1);
        return schema;
    }

    /** A map of keys and values given in turn, in this order. */
    static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    static Map<String, Object> described(String meaning, Map<String, Object> schema) {
        Map<String, Object> described = map("description", meaning);
        described.putAll(schema);
        return described;
    }
}
