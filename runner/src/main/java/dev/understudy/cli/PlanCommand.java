package dev.understudy.cli;

import dev.understudy.batch.Estimate;
import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import dev.understudy.run.PlanFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command {@code plan}: the trials of a call, with their resolved configs and an estimate of time, without running.
 */
@Command(
        name = "plan",
        description =
                "Prints every trial's resolved config; for a sweep the number of its trials, their names, their differences and an estimate of"
                        + " time, and writes plan.json. Runs nothing.")
final class PlanCommand implements Callable<Integer> {
    /** Number of trials listed without --all. */
    private static final int SHOWN = 20;

    @Parameters(arity = "1..*", paramLabel = "CONFIG")
    private List<Path> files;

    @Mixin
    private Overridable options;

    @Option(names = "--yes", description = "Accepts more than 10,000 trials.")
    private boolean yes;

    @Option(names = "--all", description = "Shows every trial, not only the first 20 and the last.")
    private boolean all;

    @Option(names = "--no-estimate", description = "Makes no estimate, which would measure a few steps.")
    private boolean withoutEstimate;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file of the plan (default: for a sweep, plan.json in the folder of --runs).")
    private Path out;

    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    /** An estimate and its sentence. @param estimate null if there is none; the sentence then has the reason */
    private record Time(Estimate estimate, String sentence) {
        static final Time UNASKED = new Time(null, null);
    }

    @Override
    public Integer call() {
        Plan plan = Plan.of(files, options.overrides, yes);
        if (json) {
            Time time = time(plan);
            Path file = plan.swept() || out != null ? write(plan, time) : null;
            JsonDocument.print(PlanDocument.of(plan, options.runs, file, time.estimate(), time.sentence()));
            return 0;
        }
        List<PlannedTrial> trials = plan.trials();
        if (!plan.swept()) {
            for (PlannedTrial trial : trials) {
                System.out.println("# " + trial.in(options.runs).path());
                System.out.println(trial.config().toYaml());
            }
            if (out != null) {
                say(plan, write(plan, Time.UNASKED));
            }
            return 0;
        }
        System.out.println(trials.size() + " trials in " + options.runs + ":");
        int shown = all || trials.size() <= SHOWN + 1 ? trials.size() : SHOWN;
        trials.subList(0, shown).forEach(PlanCommand::show);
        if (shown < trials.size()) {
            System.out.println("  ... " + (trials.size() - shown - 1) + " more; --all shows them");
            show(trials.get(trials.size() - 1));
        }
        Time time = time(plan);
        if (time.sentence() != null) {
            System.out.println("Time: " + time.sentence());
        }
        say(plan, write(plan, time));
        return 0;
    }

    private static void show(PlannedTrial trial) {
        String differs = trial.differs().entrySet().stream()
                .map(key -> key.getKey() + " " + key.getValue())
                .collect(Collectors.joining(", "));
        System.out.println("  " + trial.label() + (differs.isEmpty() ? "" : ": " + differs));
    }

    /** The estimate, or the reason for none: a machine without the engine can still plan. */
    private Time time(Plan plan) {
        if (withoutEstimate) {
            return Time.UNASKED;
        }
        try {
            Estimate estimate = Estimate.of(plan, WorkerCommand.program());
            return new Time(estimate, estimate.sentence());
        } catch (RuntimeException e) {
            return new Time(null, "no estimate, since no step can be measured here: " + e.getMessage());
        }
    }

    /** @return the file as an absolute path */
    private Path write(Plan plan, Time time) {
        Path file = out != null ? out : options.runs.resolve(PlanFile.NAME);
        plan.file(time.estimate()).write(file);
        return file.toAbsolutePath().normalize();
    }

    /** Prints the file and hash; without a sweep on standard error, since standard output then has only configs. */
    private static void say(Plan plan, Path file) {
        (plan.swept() ? System.out : System.err).println("Plan: " + file + ", hash " + plan.hash());
    }
}
