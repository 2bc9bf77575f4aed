package dev.understudy.train;

/** Somebody who watches an experiment go on: a progress bar, or log lines. */
public interface Watch {
    /** Work of {@code total} units begins, {@code done} of which were done before. */
    void begin(String what, String unit, long total, long done);

    /** Where it is now. */
    void at(long done);

    /** It is over, or was interrupted. */
    void end();

    /** Something to tell the user, in one line. */
    void say(String line);
}
