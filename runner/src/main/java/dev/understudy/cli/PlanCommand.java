package dev.understudy.cli;

import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "plan", description = "Prints every trial and its resolved config; runs nothing.")
final class PlanCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "CONFIG")
    private List<Path> files;

    @Mixin
    private Overridable options;

    @Option(names = "--yes", description = "More than 10,000 trials are meant.")
    private boolean yes;

    @Override
    public Integer call() {
        for (PlannedTrial trial : Plan.of(files, options.overrides, yes).trials()) {
            System.out.println("# " + trial.in(options.runs).path());
            System.out.println(trial.config().toYaml());
        }
        return 0;
    }
}
