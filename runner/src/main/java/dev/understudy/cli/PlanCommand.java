package dev.understudy.cli;

import dev.understudy.batch.Estimate;
import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description =
                "Prints every trial's resolved config; of a sweep its trials' number, names, what differs and an estimate of"
                        + " time, and writes plan.json. Runs nothing.")
final class PlanCommand implements Callable<Integer> {
    private static final String FILE = "plan.json";
    /** Names that a terminal shows at a glance. */
    private static final int SHOWN = 20;

    @Parameters(arity = "1..*", paramLabel = "CONFIG")
    private List<Path> files;

    @Mixin
    private Overridable options;

    @Option(names = "--yes", description = "More than 10,000 trials are meant.")
    private boolean yes;

    @Option(names = "--all", description = "Names every trial, not only the first 20 and the last.")
    private boolean all;

    @Option(names = "--no-estimate", description = "Measures nothing.")
    private boolean withoutEstimate;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the plan is written (default: of a sweep, plan.json in the folder of --runs).")
    private Path out;

    @Override
    public Integer call() {
        Plan plan = Plan.of(files, options.overrides, yes);
        List<PlannedTrial> trials = plan.trials();
        if (!plan.swept()) {
            for (PlannedTrial trial : trials) {
                System.out.println("# " + trial.in(options.runs).path());
                System.out.println(trial.config().toYaml());
            }
            if (out != null) {
                write(plan, null);
            }
            return 0;
        }
        System.out.println(trials.size() + " trials in " + options.runs + ":");
        int shown = all || trials.size() <= SHOWN + 1 ? trials.size() : SHOWN;
        trials.subList(0, shown).forEach(PlanCommand::show);
        if (shown < trials.size()) {
            System.out.println("  ... " + (trials.size() - shown - 1) + " more; --all names them");
            show(trials.get(trials.size() - 1));
        }
        write(plan, withoutEstimate ? null : estimate(plan));
        return 0;
    }

    private static void show(PlannedTrial trial) {
        String differs = trial.differs().entrySet().stream()
                .map(key -> key.getKey() + " " + key.getValue())
                .collect(Collectors.joining(", "));
        System.out.println("  " + trial.label() + (differs.isEmpty() ? "" : ": " + differs));
    }

    /** A machine that lacks the engine can plan all the same. */
    private static Estimate estimate(Plan plan) {
        try {
            Estimate estimate = Estimate.of(plan);
            System.out.println("Time: " + estimate.sentence());
            return estimate;
        } catch (RuntimeException e) {
            System.out.println("Time: no estimate, for a step cannot be measured here: " + e.getMessage());
            return null;
        }
    }

    private void write(Plan plan, Estimate estimate) {
        Path file = out != null ? out : options.runs.resolve(FILE);
        plan.file(estimate).write(file);
        // Without a sweep the output is configs, which this would not belong to.
        (plan.swept() ? System.out : System.err)
                .println("Plan: " + file.toAbsolutePath().normalize() + ", hash " + plan.hash());
    }
}
