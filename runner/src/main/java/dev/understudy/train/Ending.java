package dev.understudy.train;

import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;

/**
 * How a trial stands that a failure has ended.
 *
 * @param exitCode 3 where this machine lacks what only the attempt could show, which leaves it unfinished; otherwise 1
 */
record Ending(Status status, int exitCode) {
    /**
     * Throws the failure on, after a word in the directory, where nothing more is to be begun: memory or disk is full, or something in this
     * process is broken.
     *
     * @param reached meta-steps
     */
    static Ending of(Throwable failure, Status running, long reached, RunDirectory directory) {
        int code = failure instanceof OutOfMemoryError ? 4 : failure instanceof Fault fault ? fault.exitCode() : 1;
        if (code == 4) {
            // The trial is not to blame, so it is unfinished. Nothing but this is written: there is no room for it.
            try {
                directory.writeStatus(running.now(
                        State.INTERRUPTED,
                        reached,
                        failure.getMessage() + "; when that is mended, the same command goes on from here"));
            } catch (Fault noRoomEither) {
                failure.addSuppressed(noRoomEither); // what failed first says more
            }
            throw thrown(failure);
        }
        Status status = code == 3
                ? running.now(
                        State.INTERRUPTED,
                        reached,
                        failure.getMessage() + "; with that mended, the same command goes on from here")
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
