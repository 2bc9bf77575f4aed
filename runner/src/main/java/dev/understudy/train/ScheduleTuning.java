package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.run.JsonLines;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import dev.understudy.run.TuningLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs one trial of a tuning: the rollouts of one schedule with every learning rate and every seed. One process does
 * all of them, since a rollout of a small network takes a tenth of the time in which a process starts. Rollouts whose
 * results are in the trial's file are not run again.
 */
public final class ScheduleTuning implements TrialWork {
    private final Config config;
    private final List<Double> rates;
    private final RunLocation place;
    private final BooleanSupplier stopRequested;
    private final Watch watch;
    private int exitCode;

    /**
     * @param config its evaluation has the horizon (as its steps), the schedule and the seeds
     * @param rates the learning rates to try
     */
    public ScheduleTuning(Config config, List<Double> rates, Path runs, BooleanSupplier stopRequested, Watch watch) {
        this.config = config;
        this.rates = List.copyOf(rates);
        place = place(runs, config);
        this.stopRequested = stopRequested;
        this.watch = watch;
    }

    /** The directory of a tuning's answer: {@code runs/NAME/tuned-RULE-HORIZON}. */
    public static RunLocation answer(Path runs, Config config) {
        return RunLocation.ofTrial(
                runs,
                config.name(),
                "tuned-" + config.teacher().name() + "-" + config.evaluation().steps());
    }

    /** The directory of a schedule's rollouts: next to the answer, as evaluations are next to a training. */
    public static RunLocation place(Path runs, Config config) {
        return RunLocation.ofEvaluation(
                answer(runs, config).path(), config.evaluation().schedule().word());
    }

    /**
     * @throws Fault if it cannot be done here, with the reason, or if the directory holds the tuning of another task
     */
    @Override
    public void check(boolean fresh, SharedChecks shared) {
        Provenance.Data data = shared.data(config);
        Optional<NetworkFile> network = shared.network(config);
        shared.layers(config);
        EngineSelection.check(config);
        if (!fresh) {
            checkThatItIsOurs(TuningTask.identity(config, data, network));
        }
        shared.external(config, Optional.empty());
    }

    private void checkThatItIsOurs(Map<String, String> identity) {
        Path stored = directory().resolve(RunDirectory.CONFIG);
        Optional<Provenance> last = Provenance.lastSession(directory().resolve(RunDirectory.PROVENANCE));
        if (!Files.exists(stored) || last.isEmpty()) {
            return;
        }
        Map<String, String> there = TuningTask.identity(
                Configs.loadWritten(stored, List.of()), last.get().data(), Optional.empty());
        if (last.get().optimizeeSha256() != null) {
            there.put("optimizee.dl4j sha256", last.get().optimizeeSha256());
        }
        List<String> differing = TunedAnswers.differing(identity, there);
        if (!differing.isEmpty()) {
            throw Fault.badInput(
                    directory().toString(),
                    "holds the tuning of another task (" + String.join("; ", differing) + ")",
                    "that of this one or none",
                    "discard it with --fresh, or give this one another name with -o name=…");
        }
    }

    @Override
    public Path directory() {
        return place.path();
    }

    @Override
    public int exitCode() {
        return exitCode;
    }

    @Override
    public Optional<Status> settled(boolean retryFailed) {
        return Files.exists(directory()) ? Optional.ofNullable(known(retryFailed)) : Optional.empty();
    }

    private Status known(boolean retryFailed) {
        try (RunDirectory directory = RunDirectory.open(place, false)) {
            return known(directory, retryFailed);
        }
    }

    /** The status, or null if work remains: a finished trial may lack the rates and seeds of this call. */
    private Status known(RunDirectory directory, boolean retryFailed) {
        return directory
                .status()
                .filter(status -> !status.due(retryFailed) && (!status.finished() || isComplete()))
                .orElse(null);
    }

    private boolean isComplete() {
        List<TuningLine> lines = lines();
        return rates.stream()
                .allMatch(rate -> config.evaluation().seeds().stream()
                        .allMatch(seed -> lines.stream().anyMatch(line -> line.isOf(rate, seed))));
    }

    private List<TuningLine> lines() {
        return JsonLines.read(directory().resolve(RunDirectory.TUNING), TuningLine.class);
    }

    @Override
    public Status died(String message, String output) {
        try (RunDirectory directory = RunDirectory.open(place, false)) {
            Status before = directory.status().orElse(Status.running(0, Instant.now()));
            Status status = before.finished() ? before : before.died(message, output);
            directory.writeStatus(status);
            return status;
        }
    }

    @Override
    public Status run(boolean fresh, boolean retryFailed, int until) {
        try (RunDirectory directory = RunDirectory.open(place, fresh)) {
            exitCode = 0;
            Status known = known(directory, retryFailed);
            if (known != null) {
                return known;
            }
            Status running = Status.running(0, Instant.now());
            Status status;
            try {
                directory.writeStatus(running);
                status = attempt(directory, running);
            } catch (Stop stop) {
                directory.writeStatus(
                        running.now(State.INTERRUPTED, 0, "interrupted; the same command goes on from here"));
                throw stop;
            } catch (RuntimeException | Error failure) {
                Ending ending = Ending.of(failure, running, 0, directory);
                exitCode = ending.exitCode();
                status = ending.status();
            }
            directory.writeStatus(status);
            return status;
        }
    }

    @SuppressWarnings("try") // provenance is closed, not read
    private Status attempt(RunDirectory directory, Status running) {
        EngineSelection selection = EngineSelection.of(config);
        watch.say(label() + ": " + selection.sentence());
        selection.advice().ifPresent(advice -> watch.say(label() + ": " + advice));
        try (Engine engine = selection.engine()) {
            Setup setup = Setup.of(config, engine, Optional.empty());
            try (Provenance.Open provenance = directory.begin(provenance(setup, selection));
                    JsonLines lines = JsonLines.open(directory.path().resolve(RunDirectory.TUNING))) {
                setup.network().ifPresent(file -> directory.writeOptimizee(file.text()));
                directory.writeConfig(config.toYaml());
                drive(setup, engine, lines);
                lines.sync(); // before the status, which promises that these lines are on the disk
            }
        }
        return running.now(State.DONE, 0, "");
    }

    private void drive(Setup setup, Engine engine, JsonLines lines) {
        List<TuningLine> before = lines();
        long steps = config.evaluation().steps();
        long done = 0;
        watch.begin(
                "tuning", "steps", rates.size() * config.evaluation().seeds().size() * steps, 0);
        try {
            for (double rate : rates) {
                for (long seed : config.evaluation().seeds()) {
                    long first = done;
                    if (before.stream().noneMatch(line -> line.isOf(rate, seed))) {
                        lines.append(new TuningRollout(setup, engine, rate, seed).drive(at -> {
                            watch.at(first + at);
                            return stopRequested.getAsBoolean();
                        }));
                    }
                    done += steps;
                    watch.at(done);
                }
            }
        } finally {
            watch.end();
        }
    }

    private String label() {
        return label(config);
    }

    /** The name of such a trial in log lines and messages. */
    public static String label(Config config) {
        RateSchedule schedule = config.evaluation().schedule();
        return config.name() + "/" + answer(Path.of(""), config).name() + ": " + schedule.word();
    }

    private Provenance provenance(Setup setup, EngineSelection selection) {
        Map<String, Long> seeds = new LinkedHashMap<>();
        List<Long> all = config.evaluation().seeds();
        for (int i = 0; i < all.size(); i++) {
            seeds.put("evaluation.seeds[" + i + "]", all.get(i));
        }
        return Provenance.here(
                Experiment.VERSION,
                config.toYaml(),
                seeds,
                new Provenance.Data(setup.data().name(), setup.data().sha256()),
                setup.network().map(NetworkFile::sha256).orElse(null),
                null,
                null,
                new Provenance.Computed(
                        selection.engine().name(),
                        selection.engine().device(),
                        selection.reason(),
                        selection.kernels()));
    }
}
