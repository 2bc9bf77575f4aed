package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.train.Pretrained;
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
        for (Config config : Configs.loadAll(files, options.overrides, Pretrained::network)) {
            System.out.println("# " + options.runs.resolve(config.name()).resolve(config.trial()));
            System.out.println(config.toYaml());
        }
        return 0;
    }
}
