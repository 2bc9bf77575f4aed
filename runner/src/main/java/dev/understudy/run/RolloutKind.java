package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/** The kinds of rollouts in evaluation.jsonl, named after who drives, in the order of a report. */
public enum RolloutKind {
    IMITATOR("imitator", "imitator"),
    TEACHER("teacher", "teacher"),
    /** The teacher with its learning rate × 1.0001: it shows how far two runs differ that should be equal. */
    FLOOR("floor", "floor"),
    /** No update: θ keeps its initial values. */
    NO_UPDATE("noUpdate", "no update");

    private final String key;
    private final String words;

    RolloutKind(String key, String words) {
        this.key = key;
        this.words = words;
    }

    /**
     * Number of rollouts of an evaluation: by the imitator, the teacher, and the others that the config asks for, on
     * each seed.
     *
     * @param evaluation the section of the config, with the names of today
     */
    public static long count(JsonNode evaluation) {
        int kinds = 2
                + (evaluation.path("noUpdate").asBoolean() ? 1 : 0)
                + (evaluation.path("noiseFloor").asBoolean() ? 1 : 0);
        return (long) kinds * evaluation.path("seeds").size();
    }

    /** Its name in evaluation.jsonl. */
    @JsonValue
    public String key() {
        return key;
    }

    /** Its name in tables for people. */
    public String words() {
        return words;
    }

    /** @param key {@link #key}; {@code nothing} was the name of no update until format 2 */
    @JsonCreator
    static RolloutKind of(String key) {
        for (RolloutKind kind : values()) {
            if (kind.key.equals(key)) {
                return kind;
            }
        }
        if (key.equals("nothing")) {
            return NO_UPDATE;
        }
        throw new IllegalArgumentException(key + " is not a kind of rollout");
    }
}
