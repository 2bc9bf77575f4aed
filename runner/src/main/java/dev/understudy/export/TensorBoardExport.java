package dev.understudy.export;

import dev.understudy.fault.Fault;
import dev.understudy.run.EventFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exports existing runs as event files for TensorBoard, to {@code FOLDER/<name>/<trial>/}; it only reads their
 * directories.
 */
public final class TensorBoardExport {
    private TensorBoardExport() {}

    /**
     * @return the folder of each run's files, in the order of the runs
     * @throws Fault bad input if two runs have the same name, or if a log is damaged; environment or resources if the
     *     folder cannot be written
     */
    public static List<Path> write(List<Path> runs, Path to) {
        Map<Path, Path> runByFolder = new LinkedHashMap<>();
        for (Path run : runs) {
            Path other = runByFolder.put(to.resolve(RunLabel.of(run)), run);
            if (other != null) {
                throw Fault.badInput(
                        run.toString(),
                        "has the same name as " + other,
                        "runs of different names, each of which has a folder in " + to,
                        "export them into two folders with --to");
            }
        }
        runByFolder.forEach(
                (folder, run) -> EventFiles.replace(folder, RunEvents.of(run).logged(run)));
        return List.copyOf(runByFolder.keySet());
    }
}
