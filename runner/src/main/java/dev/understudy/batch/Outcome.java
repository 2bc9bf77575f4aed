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
    /** Whether it is to blame. */
    public boolean failed() {
        return state == Status.State.FAILED;
    }
}
