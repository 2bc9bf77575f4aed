package dev.understudy.batch;

/**
 * A supervisor's handle on a trial that runs elsewhere. Its messages, and finally its end, go into a queue that the
 * supervisor reads.
 */
public interface RunningTrial {
    /** A message of a trial. @param event null at its end, after which no other follows */
    record Heard(RunningTrial from, WorkerEvent event) {}

    /** Asks it to save and end. */
    void stop();

    /** Ends it without waiting for anything. */
    void kill();

    /** A sentence about its end, if it ended without a result. */
    String ending();

    /** The last lines that it printed and that were no messages. */
    String printed();

    /** Releases its place; called once, after its end. */
    void close();
}
