package dev.understudy.cli;

import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "plan", description = "Prints every trial and its resolved config; runs nothing.")
final class PlanCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "CONFIG")
    private List<Path> files;

    @Mixin
    private Overridable options;

    @Override
    public Integer call() {
        for (PlannedTrial trial : Plan.of(files, options.overrides).trials()) {
            System.out.println("# " + trial.in(options.runs).path());
            System.out.println(trial.config().toYaml());
        }
        return 0;
    }
}
