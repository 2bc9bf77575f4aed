package dev.understudy.train;

import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;

/**
 * The status and exit code of a trial that a failure has ended.
 *
 * @param exitCode 3 if a requirement that only the attempt could check is missing on this machine (the trial is then
 *     unfinished); otherwise 1
 */
record Ending(Status status, int exitCode) {
    /**
     * Decides how the trial ended. If no further work must start, because memory or disk is full or an {@link Error}
     * was thrown, it writes the status and throws the failure again.
     *
     * @param reached the meta-steps done
     */
    static Ending of(Throwable failure, Status running, long reached, RunDirectory directory) {
        int code = failure instanceof OutOfMemoryError ? 4 : failure instanceof Fault fault ? fault.exitCode() : 1;
        if (code == 4) {
            // The trial did not cause this, so it counts as unfinished. Only the status is written, to save space.
            try {
                directory.writeStatus(running.now(
                        State.INTERRUPTED,
                        reached,
                        failure.getMessage() + "; after the cause is removed, the same command goes on from here"));
            } catch (Fault noRoomEither) {
                failure.addSuppressed(noRoomEither); // the first failure explains more
            }
            throw thrown(failure);
        }
        Status status = code == 3
                ? running.now(
                        State.INTERRUPTED,
                        reached,
                        failure.getMessage() + "; after the cause is removed, the same command goes on from here")
                : running.failed(reached, failure);
        if (failure instanceof Error) {
            directory.writeStatus(status);
            throw thrown(failure);
        }
        return new Ending(status, code == 3 ? 3 : 1);
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }
}
