package dev.understudy.cli;

import dev.understudy.batch.Outcome;
import dev.understudy.batch.Supervisor;
import dev.understudy.run.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the end of a trial, for trials of this process and of workers. */
final class TrialEnd {
    private static final Logger LOG = LoggerFactory.getLogger(TrialEnd.class);

    private TrialEnd() {}

    static void say(Outcome outcome) {
        String trial = outcome.trial().label();
        Status.State state = outcome.state();
        if (state == Status.State.FAILED) {
            LOG.error(
                    "{}: failed: {}; details are in status.json; --retry-failed repeats it", trial, outcome.message());
        } else if (state == null || outcome.exitCode() != 0 && outcome.exitCode() != Supervisor.TIME_IS_UP) {
            LOG.error("{}: not done: {}", trial, outcome.message());
        } else if (outcome.message().isEmpty()) {
            LOG.info("{}: done", trial);
        } else {
            LOG.warn("{}: {}", trial, outcome.message());
        }
    }
}
