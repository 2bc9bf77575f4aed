package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the file of φ in a trial's directory. */
public final class TrainedImitator {
    private TrainedImitator() {}

    /**
     * The path of the file; it may still be missing.
     *
     * @throws Fault bad input if the training is not done, or if the folder contains trials, which are named
     */
    public static Path of(Path run) {
        Path phi = run.resolve(RunDirectory.PHI);
        List<Path> trials = Files.exists(phi) ? List.of() : trialsBelow(run);
        if (!trials.isEmpty()) {
            throw Fault.badInput(
                    run.toString(),
                    "is not a trial's directory",
                    "one that holds " + RunDirectory.PHI,
                    "did you mean " + trials.stream().map(Path::toString).collect(Collectors.joining(" or ")) + "?");
        }
        if (!Files.exists(phi) && Files.exists(run.resolve(RunDirectory.CONFIG))) {
            throw Fault.badInput(
                    run.toString(),
                    "has no trained imitator yet",
                    "a trial whose training is done",
                    "continue it with `run`, by the command that began it");
        }
        return phi;
    }

    private static List<Path> trialsBelow(Path run) {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> below = Files.list(run)) {
            return below.filter(path -> Files.exists(path.resolve(RunDirectory.PHI)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // the missing file is then reported
        }
    }
}
