package dev.understudy.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.understudy.run.Status;
import java.util.Objects;
import java.util.Optional;

/**
 * A message from a worker to its supervisor: one line of JSON on the worker's standard output.
 *
 * @param kind the kind of message; the fields that it does not need are null or 0
 * @param text BEGIN: the name of the work; SAY: a line for the user; PRINTED: the line; RESULT: the message of the
 *     status
 * @param unit BEGIN: the unit of the counts
 * @param done BEGIN and AT: the number of units done
 * @param total BEGIN: the number of all units
 * @param state RESULT: the state of the trial; null if its directory could not be opened
 * @param exitCode RESULT: the trial's contribution to the batch's exit code
 * @param last RESULT: whether every other trial would fail in the same way, as with a full disk
 */
public record WorkerEvent(
        Kind kind, String text, String unit, long done, long total, Status.State state, int exitCode, boolean last) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** What a message says. */
    public enum Kind {
        BEGIN,
        AT,
        END,
        SAY,
        /** A line that the worker printed between its messages; the supervisor makes this event. */
        PRINTED,
        RESULT
    }

    public WorkerEvent {
        Objects.requireNonNull(kind, "kind");
    }

    public static WorkerEvent begin(String what, String unit, long done, long total) {
        return new WorkerEvent(Kind.BEGIN, what, unit, done, total, null, 0, false);
    }

    public static WorkerEvent at(long done) {
        return new WorkerEvent(Kind.AT, null, null, done, 0, null, 0, false);
    }

    public static WorkerEvent end() {
        return new WorkerEvent(Kind.END, null, null, 0, 0, null, 0, false);
    }

    public static WorkerEvent say(String line) {
        return new WorkerEvent(Kind.SAY, line, null, 0, 0, null, 0, false);
    }

    public static WorkerEvent printed(String line) {
        return new WorkerEvent(Kind.PRINTED, line, null, 0, 0, null, 0, false);
    }

    public static WorkerEvent result(Status.State state, String message, int exitCode, boolean last) {
        return new WorkerEvent(Kind.RESULT, message, null, 0, 0, state, exitCode, last);
    }

    public String line() {
        return text(this);
    }

    /** @return empty if the line is no message, for example if a library or a crashing JVM printed it */
    public static Optional<WorkerEvent> read(String line) {
        return line.startsWith("{") ? read(line, WorkerEvent.class) : Optional.empty();
    }

    static String text(Record value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass() + " cannot be written", e);
        }
    }

    static <R extends Record> Optional<R> read(String line, Class<R> type) {
        try {
            return Optional.of(MAPPER.readValue(line, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
