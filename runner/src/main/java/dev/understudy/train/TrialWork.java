package dev.understudy.train;

import dev.understudy.run.Status;
import java.nio.file.Path;
import java.util.Optional;

/** What there is to do in one trial's directory. */
public interface TrialWork {
    /** Whether it can be done here. @param fresh what is in the directory will be discarded. @param shared of all trials of the batch */
    void check(boolean fresh, SharedChecks shared);

    /** Where its files are. */
    Path directory();

    /**
     * Does it, or goes on where an earlier call stopped.
     *
     * @param fresh discards what there is
     * @param retryFailed does a trial again that failed
     * @param until where it is saved and left; 0 for its end
     * @return how the trial stands; a failure is recorded with its stack trace, not thrown
     * @throws Stop after saving, there or if asked to
     */
    Status run(boolean fresh, boolean retryFailed, int until);

    /** How the trial stands if there is nothing to do for it. @param retryFailed whether one that failed is to be done again */
    Optional<Status> settled(boolean retryFailed);

    /** Records that the process which did this trial has ended without a word. @param output the last that it printed */
    Status died(String message, String output);

    /** 0 unless the last call's trial came to nothing. */
    int exitCode();
}
