package dev.understudy.imitation;

import java.util.Optional;

/**
 * Thrown by a record for a value out of range. The parts of the message are kept, so that a caller that knows the file
 * and line of the value can add them.
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

    /** @param cause another refusal, which this one completes */
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

    /** The range, if the field takes a range of whole numbers and has no other condition. */
    public Optional<Bounds> bounds() {
        return lowest == null ? Optional.empty() : Optional.of(new Bounds(lowest, highest));
    }

    /** The same refusal for a record that is itself the value of the field {@code holder}. */
    public Refusal below(String holder) {
        return new Refusal(holder + "." + field, found, expected, this);
    }

    public String field() {
        return field;
    }

    /** The value or a description of it, as it follows "is" in the message. */
    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }
}
