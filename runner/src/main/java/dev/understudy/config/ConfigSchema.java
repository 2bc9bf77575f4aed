package dev.understudy.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of a config file, for editors: they complete keys, show their meanings, and mark unknown keys and
 * values of the wrong type. It is of draft-07, the newest that the YAML language server of VS Code and other editors
 * supports completely. Every file that it refuses, the reader refuses as well; except a text that looks like a switch,
 * {@code name: true}.
 */
public final class ConfigSchema {
    /** The title in the schema's file, by which the program recognises a file of its own. */
    public static final String TITLE = "Config of an Understudy run";

    private ConfigSchema() {}

    /** @param pretrained names that an editor proposes for {@code imitator.pretrained} */
    public static String text(List<String> pretrained) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        try {
            return new JsonMapper().writer(printer).writeValueAsString(of(pretrained)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema cannot be written", e);
        }
    }

    static Map<String, Object> of(List<String> pretrained) {
        RecordSchema records = new RecordSchema(pretrained);
        Map<String, Object> keys = records.properties(Config.DEFAULTS);
        SweepSchema sweep = new SweepSchema(records, keys);
        Map<String, Object> name = child(keys, "name");
        name.put("pattern", "^" + Config.NAME + "$");
        name.remove("default"); // each config has a name of its own
        name.put("description", records.meaning("Config.name"));
        RetiredKeys.ALL.forEach(path -> {
            String[] parts = path.split("\\.");
            Map<String, Object> retired =
                    RecordSchema.described(records.meaning("RetiredKeys"), Map.of("enum", List.of(0)));
            retired.put("doNotSuggest", true);
            child(child(keys, parts[0]), "properties").put(parts[1], retired);
        });
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                Inheritance.KEY,
                RecordSchema.described(
                        records.meaning("Inheritance.extends"), Map.of("type", List.of("string", "null"))));
        properties.putAll(keys);
        properties.put(SweepReader.KEY, sweep.section());
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", TITLE);
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("anyOf", List.of(Map.of("required", List.of("name")), Map.of("required", List.of(Inheritance.KEY))));
        schema.put("properties", properties);
        schema.put("definitions", sweep.definitions());
        return schema;
    }

    @SuppressWarnings("unchecked") // RecordSchema made the maps
    private static Map<String, Object> child(Map<String, Object> of, String key) {
        return (Map<String, Object>) of.get(key);
    }
}
