package dev.understudy.batch;

import dev.understudy.imitation.Checks;
import java.time.Duration;

/**
 * How far a batch goes.
 *
 * @param jobs trials at once
 * @param retries how often a trial that fails is tried again, from its last checkpoint
 * @param maxFailures after as many trials that failed nothing more is begun, and what runs is saved; {@link #ALL} for no such limit
 * @param batch nothing runs on after it; zero for no limit
 * @param trial no trial runs on after it, in this call; zero for no limit
 */
public record Limits(int jobs, int retries, int maxFailures, Duration batch, Duration trial) {
    public static final int ALL = Integer.MAX_VALUE;

    public Limits {
        Checks.within("--jobs", jobs, 1, 1024);
        Checks.within("--retries", retries, 0, 1000);
        Checks.within("--max-failures", maxFailures, 1, ALL);
    }

    /** With no more at once than there are. */
    public Limits atMost(int trials) {
        return new Limits(Math.min(jobs, trials), retries, maxFailures, batch, trial);
    }
}
