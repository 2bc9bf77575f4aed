package dev.understudy.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options -o and --runs, which several commands share. */
final class Overridable {
    @Option(
            names = "-o",
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides a key of the configs, as in -o training.unroll=20; run and plan also take several values, as in -o seed=1..3 and -o optimizee.batch=16,64. Repeatable.")
    List<String> overrides = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "The folder of the run directories (default: ${DEFAULT-VALUE}).")
    Path runs;
}
