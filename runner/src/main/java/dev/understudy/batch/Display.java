package dev.understudy.batch;

/** Shows the progress of a batch to the user. All calls come from one thread. */
public interface Display {
    /** A process has started for this trial. */
    void started(String trial);

    /**
     * Progress of a trial's present work.
     *
     * @param what its name, for example "training"
     * @param unit the unit of the counts
     */
    void at(String trial, String what, String unit, long done, long total);

    /** The trial's process has printed a line that is not an event, for example from a library or a log. */
    void printed(String trial, String line);

    /** A line for the user. */
    void say(String line);

    /** The trial's process has ended. @param outcome null if the trial goes on later in another process */
    void ended(String trial, Outcome outcome);
}
