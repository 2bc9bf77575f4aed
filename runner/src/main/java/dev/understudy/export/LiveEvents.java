package dev.understudy.export;

import dev.understudy.run.EventFiles;
import dev.understudy.run.LogFollower;
import java.nio.file.Path;
import java.util.Map;

/**
 * Event files in a run's directory that hold what its logs hold, line by line while it is at work. At the first line of a session, and where
 * lines were dropped, they are made from the logs, so that a resumed run loses no point and has none twice, whatever a killed process left.
 */
public final class LiveEvents implements LogFollower {
    private final Path run;
    private final EventFiles files;
    /** Null where the files may differ from the logs. */
    private RunEvents events;

    /** @throws dev.understudy.fault.Fault environment or resources where their folder cannot be made */
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
                catchUp(); // Somebody else has cut or removed it.
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
