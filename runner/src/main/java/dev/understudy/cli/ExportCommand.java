package dev.understudy.cli;

import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Writes a trial's imitator as safetensors, which docs/load_imitator.py reads.")
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A trial's directory, such as runs/quickstart/seed-1.")
    private Path run;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            defaultValue = "imitator.safetensors",
            description = "Where to (default: ${DEFAULT-VALUE}).")
    private Path to;

    @Override
    public Integer call() {
        ImitatorFile.Saved saved = ImitatorFile.read(run.resolve(RunDirectory.PHI));
        ImitatorFile.write(to, saved);
        System.out.println("Imitator: " + to.toAbsolutePath().normalize());
        return 0;
    }
}
