package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.export.LiveEvents;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.report.Report;
import dev.understudy.run.Checkpoints;
import dev.understudy.run.EventFiles;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains, evaluates and reports one trial: the main path from a config to a report. */
public final class Experiment implements TrialWork {
    /** This program's version, as written to provenance. */
    public static final String VERSION = "0.1.0-SNAPSHOT";

    private final Config config;
    private final RunLocation place;
    private final BooleanSupplier stopRequested;
    private final Watch watch;
    private final boolean events;
    private final ParticleHost particles; // null for this process
    private long reached; // meta-steps
    private int until; // the meta-step at which the training stops early, or 0
    private int exitCode;

    public Experiment(Config config, Path runs, BooleanSupplier stopRequested, Watch watch) {
        this(config, RunLocation.ofTrial(runs, config.name(), config.trial()), stopRequested, watch);
    }

    /** An experiment with any directory: that of a swept trial, or of an evaluation next to its training. */
    public Experiment(Config config, RunLocation place, BooleanSupplier stopRequested, Watch watch) {
        this(config, place, stopRequested, watch, false);
    }

    /** @param events whether to write event files for TensorBoard, even if the directory has none yet */
    public Experiment(Config config, RunLocation place, BooleanSupplier stopRequested, Watch watch, boolean events) {
        this(config, place, stopRequested, watch, events, null);
    }

    /** @param particles computes the particles of the config's evolution; null if this process does */
    public Experiment(
            Config config,
            RunLocation place,
            BooleanSupplier stopRequested,
            Watch watch,
            boolean events,
            ParticleHost particles) {
        this.config = config;
        this.place = place;
        this.stopRequested = stopRequested;
        this.watch = watch;
        this.events = events;
        this.particles = particles;
    }

    /**
     * Checks that this trial can be done here: data, engine, and a directory that holds no other experiment. It opens
     * an engine only for an external network, which no other part of the program can check.
     *
     * @param fresh whether the directory's contents will be discarded
     * @throws Fault with the reason if it cannot
     */
    public void check(boolean fresh) {
        check(fresh, new SharedChecks());
    }

    /** The same check for a trial of a batch. @param shared the checks of all trials of the batch */
    @Override
    public void check(boolean fresh, SharedChecks shared) {
        Provenance.Data data = shared.data(config);
        Optional<NetworkFile> network = shared.network(config);
        shared.layers(config);
        EngineSelection.check(config);
        Optional<Pretrained> pretrained = pretrained(shared);
        if (!place.isEvaluation()) {
            TrainedOn.driving(config, null);
        }
        if (!fresh) {
            new EarlierExperiment(place).check(config, data, network, pretrained);
        }
        shared.external(config, pretrained);
    }

    /** The name in messages; an evaluation has the name of the training whose config it has. */
    private String label() {
        return place.isEvaluation() ? config.name() + "/" + config.trial() : place.group() + "/" + place.name();
    }

    /** Empty for an evaluation, which has its φ; the file with which its training began may be gone. */
    private Optional<Pretrained> pretrained(SharedChecks shared) {
        return place.isEvaluation() ? Optional.empty() : shared.pretrained(config);
    }

    /** The directory of its files. */
    @Override
    public Path directory() {
        return place.path();
    }

    private RunDirectory open(boolean fresh) {
        RunDirectory directory = RunDirectory.open(place, fresh);
        try {
            if (events || EventFiles.keptBy(directory.path())) {
                directory.follow(new LiveEvents(directory.path()));
            }
            return directory;
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Trains and evaluates, or resumes an earlier call.
     *
     * @param fresh whether to discard earlier files
     * @param retryFailed whether to run a failed trial again
     * @return the trial's status; a failure is recorded with its stack trace, not thrown
     * @throws Stop after saving, if asked to
     */
    public Status run(boolean fresh, boolean retryFailed) {
        return run(fresh, retryFailed, 0);
    }

    /**
     * Trains and evaluates, or stops at a meta-step before the end.
     *
     * @param until the meta-step at which the training is saved and stopped; 0 for none. A later call resumes there and
     *     computes the same bits as without the stop
     * @throws Stop after saving, at {@code until} or if asked to
     */
    @Override
    public Status run(boolean fresh, boolean retryFailed, int until) {
        this.until = until;
        try (RunDirectory directory = open(fresh)) {
            Optional<Status> before =
                    directory.status().filter(status -> !status.due(retryFailed) && isWhole(directory, status));
            if (before.isPresent()) {
                return shown(directory, before.get());
            }
            return record(directory, Status.running(0, Instant.now()), null);
        }
    }

    /**
     * The status of a trial that needs no more work, as far as this can be decided without an engine; otherwise empty.
     * A missing report is written.
     *
     * @param retryFailed whether a failed trial is to be run again
     */
    @Override
    public Optional<Status> settled(boolean retryFailed) {
        if (!Files.exists(place.path())) {
            return Optional.empty();
        }
        try (RunDirectory directory = open(false)) {
            return directory
                    .status()
                    .filter(status -> !status.due(retryFailed) && isWhole(directory, status))
                    .map(status -> shown(directory, status));
        }
    }

    /**
     * Records that the process of this trial has ended without a result.
     *
     * @param output the last lines that it printed, recorded in place of a stack trace
     * @return the failed status, or the earlier status if the trial was finished
     */
    @Override
    public Status died(String message, String output) {
        try (RunDirectory directory = open(false)) {
            Status before = directory.status().orElse(Status.running(0, Instant.now()));
            if (before.finished()) {
                return shown(directory, before);
            }
            Status status = before.died(message, output);
            finish(directory, status);
            return status;
        }
    }

    /**
     * Evaluates a given φ, or resumes an earlier call; a finished evaluation is not repeated.
     *
     * @param fresh whether to discard earlier files
     * @throws Fault bad input if another φ was evaluated there, or this φ cannot drive at the learning rate of the
     *     config
     */
    public Status evaluate(ImitatorFile.Saved saved, boolean fresh) {
        TrainedOn.driving(config, saved);
        try (RunDirectory directory = open(fresh)) {
            if (Files.exists(directory.phi())
                    && !Arrays.equals(ImitatorFile.read(directory.phi()).phi(), saved.phi())) {
                throw Fault.badInput(
                        directory.path().toString(),
                        "holds the evaluation of another imitator",
                        "one of this imitator, or none",
                        "discard it with --fresh, or give this one a name of its own with --name");
            }
            Optional<Status> before =
                    directory.status().filter(status -> !status.due(true) && isWhole(directory, status));
            if (before.isPresent()) {
                return shown(directory, before.get());
            }
            directory.writeConfig(config.toYaml());
            return record(directory, Status.running(0, Instant.now()), saved);
        }
    }

    /** Whether the files of a trial that is DONE are complete; if not, the trial resumes and makes the missing ones. */
    private boolean isWhole(RunDirectory directory, Status status) {
        return status.state() != State.DONE
                || Files.exists(directory.phi()) && Evaluator.isComplete(directory.path(), config.evaluation());
    }

    /** Writes the report if it is missing: disk space or time may have been short when the trial ended. */
    private static Status shown(RunDirectory directory, Status status) {
        if (!Files.exists(directory.report())) {
            Report.write(List.of(directory.path()), directory.report());
        }
        directory.follower().catchUp();
        return status;
    }

    /**
     * 0; 3 if the last call's trial failed on a requirement that is missing on this machine and that only the attempt
     * could check (the trial is then unfinished); 1 for any other failure.
     */
    @Override
    public int exitCode() {
        return exitCode;
    }

    private Status record(RunDirectory directory, Status running, ImitatorFile.Saved given) {
        Status status;
        try {
            exitCode = 0;
            directory.writeStatus(running);
            status = attempt(directory, running, given);
        } catch (Stop stop) {
            finish(
                    directory,
                    running.now(
                            State.INTERRUPTED,
                            reached,
                            until > 0 && reached == until
                                    ? Status.atRung(until)
                                    : "interrupted; the same command goes on from here"));
            throw stop;
        } catch (RuntimeException | Error failure) {
            Ending ending = Ending.of(failure, running, reached, directory);
            exitCode = ending.exitCode();
            status = ending.status();
        }
        finish(directory, status);
        return status;
    }

    private static void finish(RunDirectory directory, Status status) {
        directory.removeReport();
        directory.writeStatus(status);
        Report.write(List.of(directory.path()), directory.report());
        directory.follower().catchUp();
    }

    @SuppressWarnings("try") // provenance is closed, not read
    private Status attempt(RunDirectory directory, Status running, ImitatorFile.Saved given) {
        EngineSelection selection = EngineSelection.of(config);
        String trial = label() + ": ";
        watch.say(trial + selection.sentence());
        selection.advice().ifPresent(advice -> watch.say(trial + advice));
        try (Engine engine = selection.engine()) {
            Setup setup = Setup.of(config, engine, given != null ? Optional.empty() : Pretrained.of(config));
            Provenance made = provenance(setup, selection, TrainedOn.teachers(config, given));
            try (Provenance.Open provenance = directory.begin(made)) {
                return attempt(setup, engine, directory, running, given, made);
            }
        }
    }

    private Status attempt(
            Setup setup,
            Engine engine,
            RunDirectory directory,
            Status running,
            ImitatorFile.Saved given,
            Provenance made) {
        if (given != null) {
            keep(setup, directory);
        }
        Trained trained = given != null ? new Trained(given.phi(), null) : train(setup, engine, directory);
        if (trained.diverged() != null) {
            return running.now(State.DIVERGED, reached, trained.diverged());
        }
        float[] phi = trained.phi();
        ImitatorFile.write(
                directory.phi(),
                new ImitatorFile.Saved(
                        config.imitator().network(),
                        phi,
                        config.toYaml(),
                        TrainedOn.origin(given != null ? given.origin() : made.origin(), made.teachers())));
        Imitator driving = TrainedOn.driving(config, given);
        int diverged = new Evaluator(setup, engine, driving, phi, directory, stopRequested, watch).run();
        try (JsonLines lines = directory.evaluation()) {
            lines.append(Report.read(List.of(directory.path())).verdict());
            lines.sync(); // before the status, which promises that these lines are on the disk
        }
        String message = diverged == 0
                ? ""
                : "the imitator diverged on " + diverged + " of "
                        + config.evaluation().seeds().size() + " seeds";
        return running.now(
                diverged == 0 ? State.DONE : State.DIVERGED, config.training().metaSteps(), message);
    }

    /** Writes the config last: a directory with a config has all files that the config needs. */
    private void keep(Setup setup, RunDirectory directory) {
        setup.network().ifPresent(file -> directory.writeOptimizee(file.text()));
        directory.writeConfig(config.toYaml());
    }

    /** @param diverged null, or one line that says how the training diverged */
    private record Trained(float[] phi, String diverged) {}

    private Trained train(Setup setup, Engine engine, RunDirectory directory) {
        try (MetaTraining training = open(setup, engine);
                JsonLines metrics = directory.metrics()) {
            resume(setup, directory, training, metrics);
            keep(setup, directory);
            try {
                String diverged =
                        new Trainer(setup, training, metrics, directory.checkpoints(), stopRequested, watch).run(until);
                metrics.sync(); // before the status, also if no checkpoint followed the last line
                return new Trained(training.phi(), diverged);
            } finally {
                reached = training.metaStep();
            }
        }
    }

    private MetaTraining open(Setup setup, Engine engine) {
        if (particles == null) {
            return setup.open(engine);
        }
        String token = label() + " of process " + ProcessHandle.current().pid() + ", " + Instant.now();
        return setup.open(engine, particles.workers(config, line -> watch.say(label() + ": " + line)), token);
    }

    private void resume(Setup setup, RunDirectory directory, MetaTraining training, JsonLines metrics) {
        Optional<Checkpoints.Loaded> loaded = directory.checkpoints().load(setup.identity(), training.tensors());
        long at = 0;
        if (loaded.isPresent()) {
            loaded.get().note().ifPresent(watch::say);
            try {
                training.restore(loaded.get().snapshot());
            } catch (IllegalArgumentException e) {
                throw Fault.badInput(
                        loaded.get().file().toString(),
                        "does not fit (" + e.getMessage() + ")",
                        "a checkpoint of this training",
                        "start again with --fresh",
                        e);
            }
            at = training.metaStep();
            watch.say(label() + ": going on from meta-step " + at);
        }
        long resumed = at;
        metrics.keepOnly(MetricsLine.class, line -> line.metaStep() <= resumed);
    }

    private Provenance provenance(Setup setup, EngineSelection selection, Provenance.Teachers teachers) {
        Map<String, Long> seeds = new LinkedHashMap<>();
        seeds.put("seed", config.seed());
        for (int i = 0; i < config.evaluation().seeds().size(); i++) {
            seeds.put("evaluation.seeds[" + i + "]", config.evaluation().seeds().get(i));
        }
        return Provenance.here(
                VERSION,
                config.toYaml(),
                seeds,
                setup.origin(),
                setup.network().map(NetworkFile::sha256).orElse(null),
                setup.pretrained().map(Pretrained::sha256).orElse(null),
                teachers,
                new Provenance.Computed(
                        selection.engine().name(),
                        selection.engine().device(),
                        selection.reason(),
                        selection.kernels()));
    }
}
