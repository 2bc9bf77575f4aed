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
 * The format of what a run directory says: config, status, provenance, and each line of metrics and evaluation carries
 * its number. The keys are the names of the components of the records {@link Status}, {@link Provenance}, {@link
 * MetricsLine}, {@link EvaluationLine} and {@link Tags}; an older name stands beside its component as an alias. docs/run-directory.md
 * lists them all.
 */
public final class RunFormat {
    /**
     * Of what this version writes. To be raised when a key changes its name or its meaning. Format 1 did not carry its
     * number; a result's step was called {@code steps} there, and a horizon had fewer figures.
     */
    public static final int NUMBER = 2;

    private static final String KEY = "format";
    private static final String COMMENT = "# format ";
    private static final Pattern FIRST_LINE = Pattern.compile(COMMENT + "(\\d{1,9})");

    private RunFormat() {}

    /** The record as an object that carries the format's number. */
    static ObjectNode stamped(Record value) {
        ObjectNode stamped = Json.MAPPER.createObjectNode().put(KEY, NUMBER);
        stamped.setAll(Json.tree(value));
        return stamped;
    }

    /**
     * The first line of a config that the program writes: for YAML it is a comment, so that the file can be run again.
     */
    static String comment() {
        return COMMENT + NUMBER + "\n";
    }

    /**
     * The way back. Keys that the record does not have are passed over: older formats had more of them.
     *
     * @param where file, and line if there are several, for messages
     * @throws Fault bad input if a later version wrote it
     * @throws IllegalArgumentException if it is no such record
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
            throw new UncheckedIOException("a tree lies in memory", e);
        }
    }

    /** A config without the comment that carries the number: as it was resolved. */
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
