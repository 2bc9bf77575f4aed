package dev.understudy.live;

import dev.understudy.run.MetricsLine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Follows the last lines of metrics.jsonl: the progress of a training, its loss, and the remaining time from the times
 * of the lines.
 */
final class TrainingLog {
    private static final int LINES = 8;
    /** Bytes that a first look reads; a line with diagnostics has about a thousand. */
    private static final long MOST_BYTES = 1 << 16;

    private final LogTail<MetricsLine> tail;
    private final Deque<MetricsLine> last = new ArrayDeque<>();

    TrainingLog(Path file) {
        tail = new LogTail<>(file, MetricsLine.class, MOST_BYTES);
    }

    void look() {
        tail.more(last::clear, line -> {
            last.addLast(line);
            if (last.size() > LINES) {
                last.removeFirst();
            }
        });
    }

    Stamp seen() {
        return tail.seen();
    }

    long metaStep() {
        return last.isEmpty() ? 0 : last.getLast().metaStep();
    }

    /** The loss of the objective, imitation or the tasks; NaN without lines. */
    double loss() {
        if (last.isEmpty()) {
            return Double.NaN;
        }
        MetricsLine line = last.getLast();
        return Double.isFinite(line.imitationLoss()) ? line.imitationLoss() : line.taskLoss();
    }

    /** NaN if unknown. */
    double secondsLeft(long metaSteps, Instant now) {
        if (last.isEmpty() || metaSteps == 0) {
            return Double.NaN;
        }
        // The steps since the oldest line, or since the begin if there is only one line.
        long steps = metaStep() - (last.size() > 1 ? last.getFirst().metaStep() : 0);
        double seconds = last.stream().mapToDouble(MetricsLine::seconds).sum()
                - (last.size() > 1 ? last.getFirst().seconds() : 0);
        double since =
                Math.max(0, Duration.between(seen().modified().toInstant(), now).toMillis() / 1000.0);
        double left = (metaSteps - metaStep()) * seconds / steps - since;
        return steps > 0 ? Math.max(0, left) : Double.NaN;
    }
}
