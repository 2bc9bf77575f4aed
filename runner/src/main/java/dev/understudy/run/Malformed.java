package dev.understudy.run;

import dev.understudy.fault.Fault;

/** A file's content is not what it should be. Whoever knows what the file is for says what to do. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String found;
    private final String expected;

    /** The two middle parts of a {@link Fault}. */
    Malformed(String found, String expected, Throwable cause) {
        super(found + "; expected " + expected, cause);
        this.found = found;
        this.expected = expected;
    }

    Malformed(String found, String expected) {
        this(found, expected, null);
    }

    String found() {
        return found;
    }

    String expected() {
        return expected;
    }

    Fault badInput(String where, String remedy) {
        return Fault.badInput(where, found, expected, remedy, this);
    }
}
