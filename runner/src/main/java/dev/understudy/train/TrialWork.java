package dev.understudy.train;

import dev.understudy.run.Status;
import java.nio.file.Path;
import java.util.Optional;

/** The work of one trial in its directory: an experiment, or a trial of a tuning. */
public interface TrialWork {
    /**
     * Checks that it can be done here.
     *
     * @param fresh whether the directory's contents will be discarded
     * @param shared the checks of all trials of the batch
     */
    void check(boolean fresh, SharedChecks shared);

    /** The directory of its files. */
    Path directory();

    /**
     * Does the work, or resumes an earlier call.
     *
     * @param fresh whether to discard earlier files
     * @param retryFailed whether to run a failed trial again
     * @param until the meta-step at which it is saved and stopped; 0 for its end
     * @return the trial's status; a failure is recorded with its stack trace, not thrown
     * @throws Stop after saving, at {@code until} or if asked to
     */
    Status run(boolean fresh, boolean retryFailed, int until);

    /** The status if no work remains, or else empty. @param retryFailed whether a failed trial is to be run again */
    Optional<Status> settled(boolean retryFailed);

    /** Records that the trial's process has ended without a result. @param output the last lines that it printed */
    Status died(String message, String output);

    /** The exit code that the last call's trial adds to the program's: 0 unless the trial failed. */
    int exitCode();
}
