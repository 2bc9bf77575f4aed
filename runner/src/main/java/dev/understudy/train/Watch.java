package dev.understudy.train;

/** Receives the progress of an experiment, for a progress bar or log lines. */
public interface Watch {
    /** Work of {@code total} units begins; {@code done} of them were done before. */
    void begin(String what, String unit, long total, long done);

    /** {@code done} units are done now. */
    void at(long done);

    /** The work is over, or was interrupted. */
    void end();

    /** One line for the user. */
    void say(String line);
}
