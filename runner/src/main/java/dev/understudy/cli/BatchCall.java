package dev.understudy.cli;

import dev.understudy.batch.Limits;
import dev.understudy.batch.Outcome;
import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.Supervisor;
import dev.understudy.batch.TrialHost;
import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import dev.understudy.train.TrialWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the batch of one call, without the trials that earlier calls have finished.
 *
 * @param runs folder of all runs
 * @param retryFailed whether to run failed trials again
 * @param host where the trials run
 */
record BatchCall(Plan plan, Path runs, boolean retryFailed, TrialHost host) {
    /**
     * @param code the exit code of the call
     * @param directories the directories of the trials that have a status
     */
    record Result(int code, List<Path> directories) {}

    Result run(List<? extends TrialWork> experiments, Limits limits, StopSignal signal) {
        List<Integer> due = new ArrayList<>();
        List<Path> directories = new ArrayList<>();
        int code = 0;
        try (BatchConsole console = new BatchConsole()) {
            for (int i = 0; i < experiments.size(); i++) {
                Outcome settled = settled(i, experiments.get(i));
                if (settled == null) {
                    due.add(i);
                    continue;
                }
                console.ended(settled.trial().label(), settled);
                code = Math.max(code, settled.exitCode());
                if (settled.state() != null) {
                    directories.add(experiments.get(i).directory());
                }
            }
            List<Outcome> outcomes = new Supervisor(plan, runs, limits, host, signal::requested, console).run(due);
            for (Outcome outcome : outcomes) {
                code = worse(code, outcome.exitCode());
                if (outcome.state() != null) {
                    directories.add(outcome.trial().in(runs).path());
                }
            }
            if (outcomes.size() < due.size() && code == 0 && !signal.requested()) {
                code = Supervisor.TIME_IS_UP;
            }
            return new Result(signal.requested() ? signal.exitCode() : code, directories);
        }
    }

    /** The exit code of two: any failure takes precedence over the time limit; otherwise the larger code is taken. */
    private static int worse(int one, int other) {
        boolean timeIsUp = one == Supervisor.TIME_IS_UP || other == Supervisor.TIME_IS_UP;
        int least = Math.min(one, other);
        return timeIsUp && least > 0 ? least : Math.max(one, other);
    }

    /** @return null if work remains */
    private Outcome settled(int index, TrialWork experiment) {
        if (host.fresh() || host.waitsForLocks() && RunDirectory.isHeld(experiment.directory())) {
            return null;
        }
        PlannedTrial trial = plan.trials().get(index);
        try {
            return experiment
                    .settled(retryFailed)
                    .map(status -> Outcome.of(trial, status, 0))
                    .orElse(null);
        } catch (Fault fault) {
            if (fault.exitCode() == 4) {
                throw fault; // The next trial would fail on the same full disk.
            }
            // The trial's directory cannot be opened: another process holds it, or a file in it is damaged.
            return new Outcome(trial, null, fault.getMessage(), fault.exitCode());
        }
    }
}
