package dev.understudy.imitation;

import java.util.Optional;

/**
 * A record refuses one of its values. The parts of the message are kept beside it, so that whoever knows where the value
 * was written can say that as well.
 */
public final class Refusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String found;
    private final String expected;
    private Long lowest;
    private Long highest;

    /** The whole numbers that a field takes. */
    public record Bounds(long lowest, long highest) {}

    /** @param field as a config names it, whole or from the record's own name on: {@code sgd.momentum} */
    public Refusal(String field, String found, String expected) {
        this(field, found, expected, null);
    }

    /** @param cause another refusal, of which this one tells more */
    public Refusal(String field, String found, String expected, Throwable cause) {
        super(field + " is " + found + "; expected " + expected, cause);
        this.field = field;
        this.found = found;
        this.expected = expected;
    }

    static Refusal outside(String field, long found, Bounds bounds) {
        String expected = "a whole number from " + bounds.lowest + " to " + bounds.highest;
        Refusal refusal = new Refusal(field, String.valueOf(found), expected);
        refusal.lowest = bounds.lowest;
        refusal.highest = bounds.highest;
        return refusal;
    }

    /** Where the field takes a range of whole numbers and no other condition. */
    public Optional<Bounds> bounds() {
        return lowest == null ? Optional.empty() : Optional.of(new Bounds(lowest, highest));
    }

    /** The same, of a record that is itself the value of a field. */
    public Refusal below(String holder) {
        return new Refusal(holder + "." + field, found, expected, this);
    }

    public String field() {
        return field;
    }

    /** The value, or what there is to say of it; it stands behind "is". */
    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }
}
