package dev.understudy.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;

/** Where trials run: in worker processes of this machine, or on the executors of a cluster. */
public interface TrialHost {
    /**
     * How a trial is run in one attempt.
     *
     * @param begun whether it was started before in this call: it then resumes from its files
     * @param advised whether another process has told the user how to make the JVM faster
     * @param until the meta-step at which it stops; 0 for its end
     */
    record Attempted(boolean begun, boolean advised, int until) {}

    /**
     * Starts a trial.
     *
     * @param heard gets its messages and its end
     * @return null while all suitable places are taken
     * @throws IOException if no trial can be started here
     */
    RunningTrial start(PlannedTrial trial, Attempted how, Queue<RunningTrial.Heard> heard) throws IOException;

    /** Whether earlier files of a trial are discarded when it starts for the first time in this call. */
    boolean fresh();

    /**
     * Whether a trial whose directory is in use starts all the same, and waits there for the end of the process that
     * has it: on a cluster, that of a lost host or of an earlier call ends a little later.
     */
    default boolean waitsForLocks() {
        return false;
    }

    /** Makes the host for the trials of one call, once all checks have passed. */
    interface Factory {
        /**
         * @param runs folder of all runs
         * @param fresh whether to discard earlier files
         * @param retryFailed whether to run trials again that failed in an earlier call
         * @param events whether the trials write event files for TensorBoard
         */
        TrialHost of(List<PlannedTrial> trials, Path runs, boolean fresh, boolean retryFailed, boolean events);
    }
}
