package dev.understudy.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.understudy.run.Status;
import java.util.Objects;
import java.util.Optional;

/**
 * What a worker tells its supervisor: one line of JSON on its standard output.
 *
 * @param kind what it is about; the fields that it does not need are null or 0
 * @param text of BEGIN what is being done, of SAY a line for the user, of PRINTED the line, of RESULT the status' message
 * @param unit of BEGIN what is counted
 * @param done of BEGIN and AT how many
 * @param total of BEGIN of how many
 * @param state of RESULT how the trial stands; null where it could not be opened
 * @param exitCode of RESULT what the trial adds to the batch's
 * @param last of RESULT whether every other trial would meet the same, as with a full disk
 */
record WorkerEvent(
        Kind kind, String text, String unit, long done, long total, Status.State state, int exitCode, boolean last) {
    private static final JsonMapper MAPPER = new JsonMapper();

    enum Kind {
        BEGIN,
        AT,
        END,
        SAY,
        /** Not told, but found between what was. */
        PRINTED,
        RESULT
    }

    WorkerEvent {
        Objects.requireNonNull(kind, "kind");
    }

    static WorkerEvent begin(String what, String unit, long done, long total) {
        return new WorkerEvent(Kind.BEGIN, what, unit, done, total, null, 0, false);
    }

    static WorkerEvent at(long done) {
        return new WorkerEvent(Kind.AT, null, null, done, 0, null, 0, false);
    }

    static WorkerEvent end() {
        return new WorkerEvent(Kind.END, null, null, 0, 0, null, 0, false);
    }

    static WorkerEvent say(String line) {
        return new WorkerEvent(Kind.SAY, line, null, 0, 0, null, 0, false);
    }

    static WorkerEvent printed(String line) {
        return new WorkerEvent(Kind.PRINTED, line, null, 0, 0, null, 0, false);
    }

    static WorkerEvent result(Status.State state, String message, int exitCode, boolean last) {
        return new WorkerEvent(Kind.RESULT, message, null, 0, 0, state, exitCode, last);
    }

    String line() {
        return text(this);
    }

    /** @return nothing if the line is something else: whatever a library or a dying JVM prints */
    static Optional<WorkerEvent> read(String line) {
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
