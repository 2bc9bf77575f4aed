package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Checks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of a trial and its progress. RUNNING in a directory that no process holds means that the trial's process
 * was killed; see {@link #seenIn}.
 *
 * @param message one line for the user, may be empty
 * @param stackTrace of a failed trial, otherwise null
 * @param started when this session began; {@code updated} is the time of this status. Both are the wall clock, which
 *     may jump; durations are in the provenance
 */
public record Status(
        State state,
        @JsonProperty(required = true) long metaStep,
        String message,
        String stackTrace,
        Instant started,
        Instant updated) {
    public Status {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(updated, "updated");
        Checks.within("status.metaStep", metaStep, 0, Long.MAX_VALUE);
    }

    /** DIVERGED is a result, FAILED is not. */
    public enum State {
        RUNNING,
        DONE,
        DIVERGED,
        FAILED,
        INTERRUPTED
    }

    private static final String AT_RUNG = "stopped at meta-step ";

    /** The message of a trial that was interrupted at a rung, where its sweep's halving compares it with others. */
    public static String atRung(long metaStep) {
        return AT_RUNG + metaStep + ", a rung at which the trials of its sweep are compared";
    }

    /** Whether it was interrupted at a rung: it continues if it is among the best. */
    public boolean waitsAtRung() {
        return state == State.INTERRUPTED && message.startsWith(AT_RUNG);
    }

    public static Status running(long metaStep, Instant started) {
        return new Status(State.RUNNING, metaStep, "", null, started, Instant.now());
    }

    /** The same trial, later. */
    public Status now(State next, long metaStep, String message) {
        return new Status(next, metaStep, message, null, started, Instant.now());
    }

    /** The same trial, failed. */
    public Status failed(long metaStep, Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        String message = cause instanceof Fault ? cause.getMessage() : cause.toString();
        return new Status(State.FAILED, metaStep, message, trace.toString(), started, Instant.now());
    }

    /** The same trial after its process died. @param output the end of the process's output */
    public Status died(String message, String output) {
        return new Status(State.FAILED, metaStep, message, output, started, Instant.now());
    }

    /**
     * The status to be shown to a reader: a trial whose process no longer exists is interrupted, whatever status it
     * wrote last.
     */
    public Status seenIn(Path directory) {
        return state == State.RUNNING && !RunLock.isHeld(directory)
                ? new Status(
                        State.INTERRUPTED,
                        metaStep,
                        "its process ended without a result; the same command continues from its last checkpoint",
                        null,
                        started,
                        updated)
                : this;
    }

    /** Whether the trial has its result. */
    public boolean finished() {
        return state == State.DONE || state == State.DIVERGED;
    }

    /**
     * Whether a batch that is started again must do this trial: not if it is finished, and a failed one only on
     * request.
     */
    public boolean due(boolean retryFailed) {
        return !finished() && (state != State.FAILED || retryFailed);
    }

    /** @return empty if the file does not exist. @throws Fault bad input if it is not a status */
    public static Optional<Status> read(Path file) {
        return Json.read(file).map(node -> {
            try {
                return RunFormat.read(node, Status.class, file.toString());
            } catch (IllegalArgumentException e) {
                throw Fault.badInput(
                        file.toString(),
                        "was edited (" + e.getMessage() + ")",
                        "a status",
                        "remove it, or start again with --fresh",
                        e);
            }
        });
    }

    void write(Path file) {
        Json.write(file, RunFormat.stamped(this));
    }
}
