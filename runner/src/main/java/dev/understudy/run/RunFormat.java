package dev.understudy.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The format of the files in a run directory. Config, status, provenance, and each line of metrics and evaluation have
 * its number. The keys are the names of the components of the records {@link Status}, {@link Provenance}, {@link
 * MetricsLine}, {@link EvaluationLine} and {@link Tags}; an older name is an alias of its component.
 * docs/run-directory.md lists them all.
 */
public final class RunFormat {
    /**
     * The format that this version writes. It is raised when a key changes its name or its meaning. Format 1 did not
     * have its number in the files; in it a result's step was called {@code steps}, and a horizon had fewer figures. Until format 2
     * a rollout was called {@code driver}, no update {@code nothing}, and five keys of configs had other names.
     */
    public static final int NUMBER = 3;

    private static final String KEY = "format";
    private static final String COMMENT = "# format ";
    private static final Pattern FIRST_LINE = Pattern.compile(COMMENT + "(\\d{1,9})");

    private RunFormat() {}

    /** The record as an object with the format's number. */
    static ObjectNode stamped(Record value) {
        ObjectNode stamped = Json.MAPPER.createObjectNode().put(KEY, NUMBER);
        stamped.setAll(Json.tree(value));
        return stamped;
    }

    /** The first line of a config that the program writes: a comment in YAML, so that the file can be run again. */
    static String comment() {
        return COMMENT + NUMBER + "\n";
    }

    /**
     * The inverse of {@link #stamped}. Unknown keys are ignored, since older formats had more keys.
     *
     * @param where file, and line if there are several, for messages
     * @throws Fault bad input if a later version wrote it
     * @throws IllegalArgumentException if it is not such a record
     */
    public static <T> T read(JsonNode node, Class<T> type, String where) {
        JsonNode format = node.path(KEY);
        if (format.isNumber()) {
            check(format.longValue(), where);
        }
        try {
            return Json.MAPPER
                    .readerFor(type)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree in memory can be read", e);
        }
    }

    /** A config without the comment of the format's number. */
    public static String withoutComment(String config) {
        return FIRST_LINE.matcher(config).lookingAt() ? config.substring(config.indexOf('\n') + 1) : config;
    }

    /** @throws Fault bad input if a later version wrote this config.yaml */
    public static void checkConfig(String text, String where) {
        Matcher first = FIRST_LINE.matcher(text);
        if (first.lookingAt()) {
            check(Long.parseLong(first.group(1)), where);
        }
    }

    private static void check(long format, String where) {
        if (format > NUMBER) {
            throw Fault.badInput(
                    where, "has format " + format, "at most " + NUMBER, "a later version wrote it; use that one");
        }
    }
}
