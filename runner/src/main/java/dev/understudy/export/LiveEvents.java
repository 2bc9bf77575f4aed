package dev.understudy.export;

import dev.understudy.run.EventFiles;
import dev.understudy.run.LogFollower;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes event files for TensorBoard into a run's directory while the run is in progress, for each line of its logs. At
 * the first line of a session, and after lines were dropped, the files are written again from the logs. So a resumed
 * run misses no point and has none twice, even after its process was killed.
 */
public final class LiveEvents implements LogFollower {
    private final Path run;
    private final EventFiles files;
    /** Null while the files may differ from the logs. */
    private RunEvents events;

    /** @throws dev.understudy.fault.Fault environment or resources if the folder of the files cannot be made */
    public LiveEvents(Path run) {
        this.run = run;
        files = EventFiles.ofRun(run);
    }

    @Override
    public void appended(Record line) {
        if (events == null) {
            catchUp();
            return;
        }
        for (Map.Entry<String, byte[]> added : events.next(line).entrySet()) {
            if (!files.append(added.getKey(), added.getValue())) {
                catchUp(); // Another process has cut or removed the file.
                return;
            }
        }
    }

    @Override
    public void dropped() {
        events = null;
    }

    @Override
    public void catchUp() {
        events = null;
        RunEvents fromLogs = RunEvents.of(run);
        files.bring(fromLogs.logged(run));
        events = fromLogs;
    }
}
