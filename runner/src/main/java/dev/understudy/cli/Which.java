package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which imitator a command is about: a trial's, or one that comes with the program. */
final class Which {
    @Parameters(paramLabel = "RUN", description = "A trial's directory, such as runs/quickstart/seed-1.")
    Path run;

    @Option(
            names = "--pretrained",
            paramLabel = "NAME",
            completionCandidates = Shipped.class,
            description = "An imitator that comes with the program: ${COMPLETION-CANDIDATES}.")
    String pretrained;

    private static final class Shipped extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Shipped() {
            super(ImitatorFile.PRETRAINED);
        }
    }

    /** What messages call it. */
    String origin() {
        return run != null ? run.toString() : pretrained;
    }

    /** @throws Fault bad input where there is none, naming the trials below where the folder holds several */
    ImitatorFile.Saved read() {
        if (run == null) {
            return ImitatorFile.pretrained(pretrained);
        }
        Path phi = run.resolve(RunDirectory.PHI);
        List<Path> trials = Files.exists(phi) ? List.of() : trialsBelow();
        if (!trials.isEmpty()) {
            throw Fault.badInput(
                    run.toString(),
                    "is no trial's directory",
                    "one that holds " + RunDirectory.PHI,
                    "did you mean " + trials.stream().map(Path::toString).collect(Collectors.joining(" or ")) + "?");
        }
        if (!Files.exists(phi) && Files.exists(run.resolve(RunDirectory.CONFIG))) {
            throw Fault.badInput(
                    run.toString(),
                    "has no trained imitator yet",
                    "a trial whose training is done",
                    "let `run` go on with it, by the command that began it");
        }
        return ImitatorFile.read(phi);
    }

    private List<Path> trialsBelow() {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> below = Files.list(run)) {
            return below.filter(path -> Files.exists(path.resolve(RunDirectory.PHI)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // Then the file that is missing is named.
        }
    }
}
