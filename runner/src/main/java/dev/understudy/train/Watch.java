package dev.understudy.train;

/**
 * Receives the progress of an experiment, for a progress bar or log lines. One that shows no progress has only {@link
 * #say}.
 */
public interface Watch {
    /** Work of {@code total} units begins; {@code done} of them were done before. */
    default void begin(String what, String unit, long total, long done) {}

    /** {@code done} units are done now. */
    default void at(long done) {}

    /** The work is over, or was interrupted. */
    default void end() {}

    /** One line for the user. */
    void say(String line);
}
