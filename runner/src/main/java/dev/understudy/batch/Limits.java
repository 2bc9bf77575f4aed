package dev.understudy.batch;

import dev.understudy.imitation.Checks;
import java.time.Duration;

/**
 * The limits of a batch: trials at once, retries, failures and time.
 *
 * @param jobs trials at once
 * @param retries how often a failed trial is tried again, from its last checkpoint
 * @param maxFailures after this number of failed trials no further one starts, and running ones are saved; {@link #ALL}
 *     for no limit
 * @param batch time limit of the batch; zero for no limit
 * @param trial time limit of each trial in this call; zero for no limit
 */
public record Limits(int jobs, int retries, int maxFailures, Duration batch, Duration trial) {
    public static final int ALL = Integer.MAX_VALUE;

    public Limits {
        Checks.within("--jobs", jobs, 1, 1024);
        Checks.within("--retries", retries, 0, 1000);
        Checks.within("--max-failures", maxFailures, 1, ALL);
    }

    /** The same limits with at most {@code trials} jobs. */
    public Limits atMost(int trials) {
        return new Limits(Math.min(jobs, trials), retries, maxFailures, batch, trial);
    }
}
