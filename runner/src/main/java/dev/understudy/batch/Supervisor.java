package dev.understudy.batch;

import dev.understudy.fault.Fault;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs a plan's trials in other processes, several at once, so that a crash fails only one trial. One thread makes all
 * decisions; other threads only pass on what the trials report.
 */
public final class Supervisor {
    /** Exit code of a batch that reached its time limit, as of timeout(1). */
    public static final int TIME_IS_UP = 124;

    private static final long LOOK_MILLIS = 100;

    private final Plan plan;
    private final Path runs;
    private final Limits limits;
    private final TrialHost host;
    private final BooleanSupplier stopRequested;
    private final Display display;
    private final BlockingQueue<RunningTrial.Heard> heard = new LinkedBlockingQueue<>();
    private final Deque<Due> due = new ArrayDeque<>();
    private final List<Attempt> running = new ArrayList<>();
    private final Map<Integer, Outcome> outcomes = new HashMap<>();
    private final long began = System.nanoTime();
    private Races races;
    private int failures;
    private boolean ending; // no further trial starts, and running ones are asked to save
    private boolean waitsForGpu;
    private boolean advised; // the first worker advises the user
    private boolean interrupted;

    /**
     * A trial that is to be started.
     *
     * @param trial its index in the plan
     * @param failures its failures so far, in this call
     * @param begun whether it was started before in this call: its files are then kept
     */
    private record Due(int trial, int failures, boolean begun) {}

    /**
     * @param runs folder of all runs
     * @param host where the trials run
     * @param stopRequested whether the user asks to stop
     */
    public Supervisor(
            Plan plan, Path runs, Limits limits, TrialHost host, BooleanSupplier stopRequested, Display display) {
        this.plan = plan;
        this.runs = runs;
        this.limits = limits;
        this.host = host;
        this.stopRequested = stopRequested;
        this.display = display;
    }

    /**
     * A supervisor of worker processes on this machine.
     *
     * @param program the class whose {@code main} runs a {@link Worker}, followed by its arguments
     * @param slots the places on GPUs
     * @param fresh whether to discard earlier files
     * @param retryFailed whether to run trials again that failed in an earlier call
     */
    public static Supervisor of(
            Plan plan,
            Path runs,
            Limits limits,
            List<String> program,
            GpuSlots slots,
            boolean fresh,
            boolean retryFailed,
            BooleanSupplier stopRequested,
            Display display) {
        TrialHost host = new WorkerProcesses(limits.jobs(), program, runs, slots, fresh, retryFailed);
        return new Supervisor(plan, runs, limits, host, stopRequested, display);
    }

    /**
     * @param trials the trials to run, by their indices in the plan
     * @return the outcome of each trial that was started, in the order of the plan
     */
    public List<Outcome> run(List<Integer> trials) {
        races = new Races(plan, runs, Set.copyOf(trials), host.fresh());
        trials.stream().filter(index -> !races.waits(index)).forEach(index -> due.add(new Due(index, 0, false)));
        promote();
        try {
            while (!running.isEmpty() || !ending && !due.isEmpty()) {
                begin();
                listen();
                keepLimits();
            }
        } finally {
            running.forEach(attempt -> attempt.running.kill()); // none is left, except after an error of this class
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!ending) {
            trials.stream().filter(races::waits).forEach(this::leaveAtItsRung);
        }
        return outcomes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Trials that continue run before new ones start, so that a race ends sooner. */
    private void promote() {
        races.promotions().forEach(index -> {
            outcomes.remove(index);
            due.addFirst(new Due(index, 0, true));
        });
    }

    private void leaveAtItsRung(int index) {
        PlannedTrial trial = plan.trials().get(index);
        outcomes.put(index, new Outcome(trial, State.INTERRUPTED, races.sentence(index), 0));
        display.ended(trial.label(), outcomes.get(index));
    }

    /**
     * Starts as many trials as may run, in the order of the plan; one that waits for a GPU does not delay the others.
     */
    private void begin() {
        for (Iterator<Due> next = due.iterator(); next.hasNext() && !ending && running.size() < limits.jobs(); ) {
            Due entry = next.next();
            PlannedTrial trial = plan.trials().get(entry.trial());
            try {
                int until = races.until(entry.trial());
                RunningTrial started = host.start(trial, new TrialHost.Attempted(entry.begun(), advised, until), heard);
                if (started == null) {
                    sayThatAllPlacesAreTaken(trial);
                    continue;
                }
                next.remove();
                advised = true;
                running.add(new Attempt(entry.trial(), entry.failures() + 1, until, started));
                display.started(trial.label());
            } catch (IOException e) {
                next.remove();
                outcomes.put(
                        entry.trial(),
                        new Outcome(trial, null, "no process can be started for it (" + e.getMessage() + ")", 3));
                display.ended(trial.label(), outcomes.get(entry.trial()));
                ending = true; // no process can be started for any other trial either
            }
        }
    }

    private void sayThatAllPlacesAreTaken(PlannedTrial trial) {
        if (!waitsForGpu && running.isEmpty()) {
            waitsForGpu = true;
            display.say(trial.label() + ": waits for a GPU; other batches use all of them");
        }
    }

    private void listen() {
        try {
            RunningTrial.Heard first = heard.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            for (RunningTrial.Heard next = first; next != null; next = heard.poll()) {
                RunningTrial from = next.from();
                Attempt attempt = running.stream()
                        .filter(a -> a.running == from)
                        .findFirst()
                        .orElse(null);
                if (attempt == null) {
                    continue; // an event after its end
                }
                if (next.event() == null) {
                    running.remove(attempt);
                    gone(attempt);
                } else {
                    attempt.show(plan.trials().get(attempt.index).label(), next.event(), display);
                }
            }
        } catch (InterruptedException e) {
            interrupted = true; // set again at the end: until then it would cut every wait short
            ending = true;
        }
    }

    private void keepLimits() {
        boolean over = isOver(limits.batch(), System.nanoTime() - began);
        if (over && !ending) {
            display.say(
                    "the batch's time limit is reached: running trials are saved, and the same command continues them");
        }
        ending |= over || stopRequested.getAsBoolean();
        for (Attempt attempt : running) {
            if (ending || isOver(limits.trial(), attempt.nanos())) {
                attempt.stop();
            }
        }
    }

    private static boolean isOver(Duration limit, long nanos) {
        return !limit.isZero() && nanos > limit.toNanos();
    }

    private void gone(Attempt attempt) {
        PlannedTrial trial = plan.trials().get(attempt.index);
        attempt.running.close();
        waitsForGpu = false;
        if (attempt.atItsRung()) {
            races.reached(attempt.index);
            display.ended(trial.label(), null);
            display.say(trial.label() + ": has reached meta-step " + attempt.until);
            promote();
            return;
        }
        Outcome outcome = attempt.result == null ? crashed(trial, attempt) : told(trial, attempt);
        if (outcome.failed() && attempt.number <= limits.retries() && !ending) {
            display.ended(trial.label(), null);
            display.say(trial.label() + ": failed: " + outcome.message() + "; tried again, " + attempt.number + " of "
                    + limits.retries());
            due.addLast(new Due(attempt.index, attempt.number, true));
            return;
        }
        if (outcome.state() == null || outcome.failed() || outcome.state() == State.DIVERGED) {
            races.failed(attempt.index);
            promote();
        }
        outcomes.put(attempt.index, outcome);
        display.ended(trial.label(), outcome);
        boolean tooMany = outcome.failed() && ++failures == limits.maxFailures();
        if (tooMany && !ending) {
            display.say(
                    "the limit of failed trials is reached: running trials are saved, and no other trial is started");
        }
        ending |= tooMany || attempt.result != null && attempt.result.last();
    }

    private Outcome told(PlannedTrial trial, Attempt attempt) {
        WorkerEvent result = attempt.result;
        boolean timeIsUp = result.state() == State.INTERRUPTED && result.exitCode() == 0 && attempt.stopped();
        return new Outcome(
                trial,
                result.state(),
                timeIsUp ? Outcome.SAVED : result.text(),
                timeIsUp && !stopRequested.getAsBoolean() ? TIME_IS_UP : result.exitCode());
    }

    /** The outcome of a trial whose process ended without a result; this process records it. */
    private Outcome crashed(PlannedTrial trial, Attempt attempt) {
        String message = attempt.running.ending();
        try {
            Status status = trial.work(runs, () -> false, NoWatch.INSTANCE).died(message, attempt.running.printed());
            return Outcome.of(trial, status, 0);
        } catch (Fault fault) {
            return new Outcome(
                    trial, State.FAILED, message + "; and " + fault.getMessage(), Math.max(1, fault.exitCode()));
        }
    }
}
