package dev.understudy.run;

import java.nio.file.Path;
import java.util.List;

/** A trial's metrics and checkpoints on one real disk that records all operations, for tests of other packages. */
public final class WatchedFiles {
    private final Path folder;
    private final FaultyDisk disk = FaultyDisk.watching();

    public WatchedFiles(Path folder) {
        this.folder = folder;
    }

    public JsonLines metrics() {
        return JsonLines.open(folder.resolve(RunDirectory.METRICS), disk);
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(folder, disk);
    }

    /** Names of operations in their order, as {@link FaultyDisk} has them. */
    public List<String> operations() {
        return disk.operations;
    }
}
