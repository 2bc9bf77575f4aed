package dev.understudy.cli;

import dev.understudy.run.AtomicFile;
import dev.understudy.run.ImitatorFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = "Writes a trial's imitator as safetensors, which python/understudy.py reads in PyTorch.")
final class ExportCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            defaultValue = "imitator.safetensors",
            description = "Where to (default: ${DEFAULT-VALUE}).")
    private Path to;

    @Override
    public Integer call() {
        ImitatorFile.Saved saved = which.read();
        AtomicFile.makeFolderOf(to);
        ImitatorFile.write(to, saved);
        System.out.println("Imitator: " + to.toAbsolutePath().normalize());
        return 0;
    }
}
