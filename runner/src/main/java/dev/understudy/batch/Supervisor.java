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
 * Does a plan's trials in processes of their own, several at once: what ends such a process is that trial's failure and nobody else's. A single
 * thread decides; others only listen to the workers.
 */
public final class Supervisor {
    /** What a batch that reached its time limit exits with, as timeout(1) does. */
    public static final int TIME_IS_UP = 124;

    private static final long LOOK_MILLIS = 100;

    private final Plan plan;
    private final Path runs;
    private final Limits limits;
    private final Starter starter;
    private final BooleanSupplier stopRequested;
    private final Display display;
    private final BlockingQueue<WorkerProcess.Heard> heard = new LinkedBlockingQueue<>();
    private final Deque<Due> due = new ArrayDeque<>();
    private final List<Attempt> running = new ArrayList<>();
    private final Map<Integer, Outcome> outcomes = new HashMap<>();
    private final long began = System.nanoTime();
    private Races races;
    private int failures;
    private boolean ending; // nothing more is begun, and what runs is asked to save
    private boolean waitsForGpu;
    private boolean advised; // by the first worker
    private boolean interrupted;

    /**
     * A piece of work.
     *
     * @param trial its place in the plan
     * @param failures so far, in this call
     * @param begun in this call: what is there is its own, and is not discarded
     */
    private record Due(int trial, int failures, boolean begun) {}

    private Supervisor(
            Plan plan, Path runs, Limits limits, Starter starter, BooleanSupplier stopRequested, Display display) {
        this.plan = plan;
        this.runs = runs;
        this.limits = limits;
        this.starter = starter;
        this.stopRequested = stopRequested;
        this.display = display;
    }

    /**
     * @param runs folder of all runs
     * @param program class whose {@code main} does as {@link Worker} says when it is given the arguments that follow it
     * @param slots of GPUs
     * @param fresh discards what there is
     * @param retryFailed does trials again that failed in an earlier call
     * @param stopRequested whether the user asks to stop
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
        Starter starter = new Starter(new JvmCommand(limits.jobs()), program, runs, slots, fresh, retryFailed);
        return new Supervisor(plan, runs, limits, starter, stopRequested, display);
    }

    /**
     * @param trials that are to be done, by their places in the plan
     * @return of each of these that was begun
     */
    public List<Outcome> run(List<Integer> trials) {
        races = new Races(plan, runs, Set.copyOf(trials), starter.fresh());
        trials.stream().filter(index -> !races.waits(index)).forEach(index -> due.add(new Due(index, 0, false)));
        promote();
        try {
            while (!running.isEmpty() || !ending && !due.isEmpty()) {
                begin();
                listen();
                keepLimits();
            }
        } finally {
            running.forEach(attempt -> attempt.worker.kill()); // none, unless something is broken here
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

    /** Those that go on do so before another one begins: a race is over sooner. */
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

    /** As many as may run, in the order of the plan; one that waits for a GPU keeps nobody waiting who needs none. */
    private void begin() {
        for (Iterator<Due> next = due.iterator(); next.hasNext() && !ending && running.size() < limits.jobs(); ) {
            Due entry = next.next();
            PlannedTrial trial = plan.trials().get(entry.trial());
            try {
                int until = races.until(entry.trial());
                Starter.Started started = starter.start(trial, entry.begun(), advised, until, heard);
                if (started == null) {
                    sayThatAllPlacesAreTaken(trial);
                    continue;
                }
                next.remove();
                advised = true;
                running.add(new Attempt(entry.trial(), entry.failures() + 1, until, started.worker(), started.slot()));
                display.started(trial.label());
            } catch (IOException e) {
                next.remove();
                outcomes.put(
                        entry.trial(),
                        new Outcome(trial, null, "no process can be started for it (" + e.getMessage() + ")", 3));
                display.ended(trial.label(), outcomes.get(entry.trial()));
                ending = true; // nor for any other
            }
        }
    }

    private void sayThatAllPlacesAreTaken(PlannedTrial trial) {
        if (!waitsForGpu && running.isEmpty()) {
            waitsForGpu = true;
            display.say(trial.label() + ": waits for a GPU; other batches have all places");
        }
    }

    private void listen() {
        try {
            WorkerProcess.Heard first = heard.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            for (WorkerProcess.Heard next = first; next != null; next = heard.poll()) {
                WorkerProcess from = next.from();
                Attempt attempt = running.stream()
                        .filter(a -> a.worker == from)
                        .findFirst()
                        .orElse(null);
                if (attempt == null) {
                    continue; // a word after its end
                }
                if (next.event() == null) {
                    running.remove(attempt);
                    gone(attempt);
                } else {
                    attempt.show(plan.trials().get(attempt.index).label(), next.event(), display);
                }
            }
        } catch (InterruptedException e) {
            interrupted = true; // remembered, or no further wait would be one
            ending = true;
        }
    }

    private void keepLimits() {
        boolean over = isOver(limits.batch(), System.nanoTime() - began);
        if (over && !ending) {
            display.say("the batch's time limit is reached: what runs is saved, and the same command goes on");
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
        if (attempt.slot != null) {
            attempt.slot.close();
            waitsForGpu = false;
        }
        if (attempt.atItsRung()) {
            races.reached(attempt.index);
            display.ended(trial.label(), null);
            display.say(trial.label() + ": has come to meta-step " + attempt.until);
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
            display.say("as many trials have failed as may: what runs is saved, and nothing more is begun");
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

    /** It ended without a result, and nobody but this process is left to record that. */
    private Outcome crashed(PlannedTrial trial, Attempt attempt) {
        String message = attempt.worker.ending();
        try {
            Status status = trial.work(runs, () -> false, NoWatch.INSTANCE).died(message, attempt.worker.printed());
            return Outcome.of(trial, status, 0);
        } catch (Fault fault) {
            return new Outcome(
                    trial, State.FAILED, message + "; and " + fault.getMessage(), Math.max(1, fault.exitCode()));
        }
    }
}
