package dev.understudy.cli;

import dev.understudy.batch.GpuSlots;
import dev.understudy.batch.Limits;
import dev.understudy.batch.MemoryFault;
import dev.understudy.batch.Outcome;
import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.TrialHost;
import dev.understudy.batch.WorkerProcesses;
import dev.understudy.config.Config;
import dev.understudy.device.EngineSelection;
import dev.understudy.fault.Fault;
import dev.understudy.report.Report;
import dev.understudy.report.ResultTable;
import dev.understudy.report.RunComparison;
import dev.understudy.run.PlanFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.train.Experiment;
import dev.understudy.train.ParticleHost;
import dev.understudy.train.SharedChecks;
import dev.understudy.train.Stop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code run}: trains and evaluates the trials of configs and sweeps. */
@Command(
        name = "run",
        description =
                "Trains and evaluates; continues an interrupted call. Several configs, or trials of a sweep, are one batch.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    /** Most trials whose tables are printed; for more, only the comparison is. */
    private static final int MOST_IN_FULL = 4;

    @Parameters(
            arity = "1..*",
            paramLabel = "CONFIG",
            description = "Config files; all are checked before the first trial starts. With --only one plan.json.")
    private List<Path> files;

    @Mixin
    private Overridable options;

    @Option(names = "--yes", description = "Accepts more than 10,000 trials.")
    private boolean yes;

    @Option(names = "--fresh", description = "Discards the files of earlier calls.")
    private boolean fresh;

    @Option(names = "--retry-failed", description = "Repeats failed trials.")
    private boolean retryFailed;

    @Mixin
    private OnlyOption only;

    @Mixin
    private TensorBoardOption events;

    @Mixin
    private BatchOptions batch;

    @Mixin
    private ParticlesOption particles;

    private TrialHost.Factory cluster; // null on this machine

    /** Runs the trials, or the particles of one, elsewhere than on this machine. */
    void on(TrialHost.Factory cluster, ParticleHost workers) {
        this.cluster = cluster;
        particles.workers = workers;
    }

    @Override
    public Integer call() {
        batch.check(cluster != null);
        particles.check(batch.given());
        if (particles.host() != null) {
            cluster = null; // the trial itself runs here
        }
        PlanFile whole = only.plan(files, options.overrides);
        Plan plan = whole == null ? Plan.of(files, options.overrides, yes) : only.trial(whole);
        particles.check(plan);
        List<Path> directories = new ArrayList<>();
        int code;
        try (StopSignal signal = StopSignal.install()) {
            List<Experiment> experiments = checked(plan, signal);
            boolean workers = cluster == null && (experiments.size() > 1 || batch.given());
            GpuSlots slots = workers ? batch.slots() : null; // before the plan is written: a GPU may be missing
            if (whole != null || experiments.size() > 1) {
                // Tells `watch` which trials are still to come.
                (whole != null ? whole : plan.file(null)).writeOnce(options.runs.resolve(PlanFile.NAME));
            }
            if (workers || cluster != null) {
                BatchCall.Result result = batch(plan, experiments, slots, signal);
                directories.addAll(result.directories());
                code = result.code();
            } else {
                code = alone(plan.trials().get(0), experiments.get(0), directories, signal);
            }
        }
        boolean swept =
                plan.trials().stream().anyMatch(trial -> !trial.differs().isEmpty());
        show(directories, swept);
        sayOtherTasks(plan, directories);
        return code;
    }

    /** The experiments, each of which can be done. What a cluster's hosts have is checked there. */
    private List<Experiment> checked(Plan plan, StopSignal signal) {
        List<Experiment> experiments = new ArrayList<>();
        for (PlannedTrial trial : plan.trials()) {
            Config config = cluster == null ? trial.config() : trial.config().onAnyDevice();
            experiments.add(new Experiment(
                    config, trial.in(options.runs), signal::requested, new Console(), events.given, particles.host()));
        }
        if (cluster == null) {
            // Checking a network of DL4J opens its engine in this process.
            EngineSelection.checkTogether(plan.configs().stream()
                    .filter(config -> config.optimizee().isExternal())
                    .toList());
        }
        SharedChecks shared = new SharedChecks();
        experiments.forEach(experiment -> experiment.check(fresh, shared));
        return experiments;
    }

    /** @param slots of this machine's GPUs; null on a cluster */
    private BatchCall.Result batch(Plan plan, List<Experiment> experiments, GpuSlots slots, StopSignal signal) {
        if (cluster != null) {
            TrialHost host = cluster.of(plan.trials(), options.runs, fresh, retryFailed, events.given);
            return new BatchCall(plan, options.runs, retryFailed, host)
                    .run(experiments, batch.limitsOnCluster(experiments.size()), signal);
        }
        Limits limits = batch.limits(plan, slots);
        TrialHost host = new WorkerProcesses(limits.jobs(), program(), options.runs, slots, fresh, retryFailed);
        return new BatchCall(plan, options.runs, retryFailed, host).run(experiments, limits, signal);
    }

    private List<String> program() {
        return events.given ? WorkerCommand.programWithEvents() : WorkerCommand.program();
    }

    /** Runs a single trial in this process. */
    private int alone(PlannedTrial trial, Experiment experiment, List<Path> directories, StopSignal signal) {
        try {
            Status status = experiment.run(fresh, retryFailed);
            directories.add(experiment.directory());
            return said(Outcome.of(trial, status, experiment.exitCode()));
        } catch (Stop stop) {
            said(new Outcome(trial, Status.State.INTERRUPTED, Outcome.SAVED, 0));
            return signal.exitCode();
        } catch (Fault fault) {
            if (fault.exitCode() == 4) {
                throw fault;
            }
            // The trial's directory cannot be opened: another process holds it, or a file in it is damaged.
            LOG.debug("{} is not done", trial.label(), fault);
            return said(new Outcome(trial, null, fault.getMessage(), fault.exitCode()));
        } catch (OutOfMemoryError full) {
            throw MemoryFault.of(trial.config(), full);
        }
    }

    /** Reports the end of a trial, unless it is done: its results are shown later. */
    private static int said(Outcome outcome) {
        if (outcome.state() != Status.State.DONE) {
            TrialEnd.say(outcome);
        }
        return outcome.exitCode();
    }

    private void show(List<Path> directories, boolean swept) {
        if (directories.isEmpty()) {
            return;
        }
        if (directories.size() <= MOST_IN_FULL) {
            ResultTable.lines(directories, Terminal.hasColours(), Terminal.resultWidth())
                    .forEach(Terminal::printResult);
        }
        if (swept || directories.size() > MOST_IN_FULL) {
            compare(directories.stream()
                    .filter(directory -> Files.exists(directory.resolve(RunDirectory.CONFIG)))
                    .toList());
        }
        Path report = directories.get(0).resolve("report.html");
        if (directories.size() > 1) {
            report = options.runs.resolve("report.html");
            Report.write(directories, report);
        }
        System.out.println("Report: " + report.toAbsolutePath().normalize());
        events.say(options.runs);
    }

    /** Tells the user that the evaluation at the end of a training covers only its first task. */
    private void sayOtherTasks(Plan plan, List<Path> directories) {
        plan.trials().stream()
                .filter(trial -> trial.config().tasks().size() > 1)
                .filter(trial -> directories.contains(trial.in(options.runs).path()))
                .findFirst()
                .ifPresent(trial -> System.out.println("The evaluation covers only the first of "
                        + trial.config().tasks().size() + " tasks; `evaluate "
                        + trial.in(options.runs).path() + " " + TaskChoice.OPTION + " " + TaskChoice.ALL
                        + "` covers all."));
    }

    /** Prints a table that compares the trials. */
    private static void compare(List<Path> directories) {
        if (directories.size() > 1) {
            System.out.println();
            RunComparison.of(directories).lines(Terminal.resultWidth()).forEach(System.out::println);
            System.out.println();
        }
    }
}
