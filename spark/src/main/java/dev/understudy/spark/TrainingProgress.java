package dev.understudy.spark;

import dev.understudy.batch.WorkerEvent;
import dev.understudy.fault.Fault;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The progress of a trial on another host, as its files tell it. */
final class TrainingProgress {
    private final Path metrics;
    private final long metaSteps;
    private long size = -1;

    TrainingProgress(Path directory, long metaSteps) {
        metrics = directory.resolve(RunDirectory.METRICS);
        this.metaSteps = metaSteps;
    }

    /** @return empty if nothing is new */
    Optional<WorkerEvent> look() {
        try {
            long now = Files.exists(metrics) ? metrics.toFile().length() : -1;
            if (now == size) {
                return Optional.empty();
            }
            size = now;
            List<MetricsLine> lines = JsonLines.read(metrics, MetricsLine.class);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(WorkerEvent.begin(
                            "training", "meta-steps", lines.get(lines.size() - 1).metaStep(), metaSteps));
        } catch (Fault beingWritten) {
            return Optional.empty(); // the next look finds it whole
        }
    }
}
