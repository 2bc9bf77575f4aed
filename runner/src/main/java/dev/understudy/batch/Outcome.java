package dev.understudy.batch;

import dev.understudy.run.Status;

/**
 * The result of a trial at the end of a batch.
 *
 * @param state null if the trial was not started, or its directory could not be opened
 * @param message one line, may be empty
 * @param exitCode the trial's contribution to the batch's exit code
 */
public record Outcome(PlannedTrial trial, Status.State state, String message, int exitCode) {
    /** The message of a trial that was asked to stop. */
    public static final String SAVED = "interrupted and saved; the same command goes on from here";

    /**
     * The outcome of a trial that may have failed in an earlier call.
     *
     * @param exitCode used unless the trial has failed
     */
    public static Outcome of(PlannedTrial trial, Status status, int exitCode) {
        return new Outcome(
                trial, status.state(), status.message(), status.state() == Status.State.FAILED ? 1 : exitCode);
    }

    /** Whether the trial itself failed. */
    public boolean failed() {
        return state == Status.State.FAILED;
    }
}
