package dev.understudy.export;

import dev.understudy.fault.Fault;
import dev.understudy.run.EventFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Event files of runs that are there, in a folder of the user's own: {@code FOLDER/<name>/<trial>/}. The runs' directories are only read. */
public final class TensorBoardExport {
    private TensorBoardExport() {}

    /**
     * @return where each run's are, in the order of the runs
     * @throws Fault bad input where two runs have one name, or a log is damaged; environment or resources where the folder cannot be written
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
