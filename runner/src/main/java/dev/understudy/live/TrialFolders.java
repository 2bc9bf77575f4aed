package dev.understudy.live;

import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The run directories in a folder, that of one trial or one above them. What lies in a run is not asked for. */
final class TrialFolders {
    /** {@code runs/NAME/TRIAL}. */
    private static final int DEPTH = 2;

    private TrialFolders() {}

    /** In the order of their names; none where the folder is not there. */
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
            // Evaluations of an imitator that was not trained here, and the schedules of a tuning, lie one deeper.
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
            return List.of(); // It is not there yet, or cannot be listed.
        }
    }
}
