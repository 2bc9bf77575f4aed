package dev.understudy.live;

import dev.understudy.run.TuningLine;
import java.nio.file.Path;

/** Counts the rollouts in tuning.jsonl. */
final class TuningLog {
    private final LogTail<TuningLine> tail;
    private long rollouts;

    TuningLog(Path file) {
        tail = new LogTail<>(file, TuningLine.class, Long.MAX_VALUE);
    }

    /** @return whether the log exists */
    boolean look() {
        tail.more(() -> rollouts = 0, line -> rollouts++);
        return seen().isThere();
    }

    Stamp seen() {
        return tail.seen();
    }

    long rollouts() {
        return rollouts;
    }
}
