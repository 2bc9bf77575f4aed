package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The kinds of rollouts in evaluation.jsonl, named after who drives, in the order of a report. */
public enum LoopKind {
    IMITATOR,
    TEACHER,
    /** The teacher with its learning rate × 1.0001: it shows how far two runs differ that should be equal. */
    FLOOR,
    /** No update: θ keeps its initial values. */
    NOTHING;

    /** Its name in evaluation.jsonl. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
