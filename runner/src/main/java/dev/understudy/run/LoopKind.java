package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The kinds of loops in evaluation.jsonl, named after what moves θ in them, in the order in which a report lists them.
 */
public enum LoopKind {
    IMITATOR,
    TEACHER,
    /** The teacher with its learning rate × 1.0001: how far apart two runs are that ought to be equal. */
    FLOOR,
    /** θ stays as it was drawn. */
    NOTHING;

    /** Its name in evaluation.jsonl. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
