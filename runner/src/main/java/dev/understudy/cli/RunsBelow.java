package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the run directories that a user means by a folder: the folder itself, or the trials below it. */
final class RunsBelow {
    private static final List<String> SIGNS =
            List.of(RunDirectory.STATUS, RunDirectory.EVALUATION_STATUS, RunDirectory.EVALUATION, RunDirectory.METRICS);
    /** {@code runs/NAME/seed-N}, from the folder of all runs. */
    private static final int DEPTH = 2;

    private RunsBelow() {}

    /**
     * @throws Fault bad input if a folder is missing or holds no run: an empty report must not replace an earlier one
     */
    static List<Path> of(List<Path> folders) {
        List<Path> runs = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> found = isRun(folder) ? List.of(folder) : below(folder);
            if (found.isEmpty()) {
                throw none(folder);
            }
            found.stream().filter(run -> !runs.contains(run)).forEach(runs::add);
        }
        return runs;
    }

    /**
     * The run directories, including runs that have only started, and evaluations without a training.
     *
     * @throws Fault bad input as {@link #of}
     */
    static List<Path> withEvaluations(List<Path> folders) {
        List<Path> runs = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> found = RunDirectory.isOne(folder) ? List.of(folder) : begunBelow(folder);
            if (found.isEmpty()) {
                throw none(folder);
            }
            found.stream().filter(run -> !runs.contains(run)).forEach(runs::add);
        }
        return runs;
    }

    private static List<Path> begunBelow(Path folder) {
        try (Stream<Path> all = Files.walk(folder, DEPTH + 1)) {
            List<Path> begun = all.filter(RunDirectory::isOne).sorted().toList();
            // A run inside another run is one of its evaluations, and is shown with it.
            return begun.stream()
                    .filter(run -> folder.relativize(run).getNameCount() <= DEPTH
                            || run.getParent().endsWith(RunDirectory.EVALUATIONS))
                    .filter(run -> begun.stream().noneMatch(other -> !other.equals(run) && run.startsWith(other)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static Fault none(Path folder) {
        return Fault.badInput(
                folder.toString(),
                "holds no run",
                "a folder such as runs/<name>/seed-1, or one above it",
                "name another");
    }

    private static boolean isRun(Path folder) {
        return SIGNS.stream().anyMatch(sign -> Files.exists(folder.resolve(sign)));
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            return all.filter(RunsBelow::isRun).sorted().toList();
        } catch (IOException e) {
            return List.of(); // The folder is missing or cannot be listed: in both cases no run is found.
        }
    }
}
