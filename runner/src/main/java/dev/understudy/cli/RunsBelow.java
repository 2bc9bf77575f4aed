package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The run directories that a person means by naming a folder: it, or the trials below it. */
final class RunsBelow {
    private static final List<String> SIGNS =
            List.of(RunDirectory.STATUS, RunDirectory.EVALUATION_STATUS, RunDirectory.EVALUATION, RunDirectory.METRICS);
    /** {@code runs/NAME/seed-N}, from the folder of all runs. */
    private static final int DEPTH = 2;

    private RunsBelow() {}

    /** @throws Fault bad input where a folder is not there or holds no run, so that no report of nothing replaces one of something */
    static List<Path> of(List<Path> folders) {
        List<Path> runs = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> found = isRun(folder) ? List.of(folder) : below(folder);
            if (found.isEmpty()) {
                throw Fault.badInput(
                        folder.toString(),
                        "holds no run",
                        "a folder such as runs/<name>/seed-1, or one above it",
                        "name another");
            }
            found.stream().filter(run -> !runs.contains(run)).forEach(runs::add);
        }
        return runs;
    }

    private static boolean isRun(Path folder) {
        return SIGNS.stream().anyMatch(sign -> Files.exists(folder.resolve(sign)));
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            return all.filter(RunsBelow::isRun).sorted().toList();
        } catch (IOException e) {
            return List.of(); // It is not there, or cannot be listed: in both cases nothing is found in it.
        }
    }
}
