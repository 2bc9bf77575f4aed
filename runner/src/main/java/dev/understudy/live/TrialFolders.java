package dev.understudy.live;

import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the run directories in a folder: of one trial, or below a folder above trials. Folders inside a run are not
 * searched.
 */
final class TrialFolders {
    /** Depth of {@code runs/NAME/TRIAL}. */
    private static final int DEPTH = 2;

    private TrialFolders() {}

    /** The directories in the order of their names; empty if the folder does not exist. */
    static List<Path> below(Path folder) {
        List<Path> found = new ArrayList<>();
        find(folder, DEPTH, found);
        return found;
    }

    private static void find(Path folder, int depth, List<Path> found) {
        if (RunDirectory.isOne(folder)) {
            found.add(folder);
            return;
        }
        for (Path child : folders(folder)) {
            // Evaluations of an imitator that was not trained in this folder, and the schedules of a tuning, are one
            // level deeper.
            if (depth > 0 || child.endsWith(RunDirectory.EVALUATIONS) || folder.endsWith(RunDirectory.EVALUATIONS)) {
                find(child, Math.max(0, depth - 1), found);
            }
        }
    }

    private static List<Path> folders(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // the folder does not exist yet, or cannot be listed
        }
    }
}
