package dev.understudy.batch;

import dev.understudy.run.Status;

/**
 * How a trial stands at the end of a batch.
 *
 * @param state null where it was not begun, or its directory could not be opened
 * @param message one line, may be empty
 * @param exitCode what it adds to the batch's
 */
public record Outcome(PlannedTrial trial, Status.State state, String message, int exitCode) {
    /** The message of one that was asked to stop. */
    public static final String SAVED = "interrupted and saved; the same command goes on from here";

    /** Of a trial that may have failed in an earlier call. @param exitCode unless it has failed */
    public static Outcome of(PlannedTrial trial, Status status, int exitCode) {
        return new Outcome(
                trial, status.state(), status.message(), status.state() == Status.State.FAILED ? 1 : exitCode);
    }

    /** Whether it is to blame. */
    public boolean failed() {
        return state == Status.State.FAILED;
    }
}
