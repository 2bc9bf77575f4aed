package dev.understudy.live;

import dev.understudy.run.EvaluationLine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Follows the progress in evaluation.jsonl: the finished rollouts, the steps of the others, and the verdict. */
final class EvaluationLog {
    /** Enough for the verdict, which is the last line. */
    private static final long VERDICT_BYTES = 1 << 16;

    private final Path file;
    private final Map<String, Integer> steps = new HashMap<>(); // by rollout: its last point
    private final Set<String> ended = new HashSet<>(); // rollouts
    private LogTail<EvaluationLine> tail;
    private double ratio = Double.NaN;
    private TimeLeft left;
    private Instant began;
    private long last; // steps, counted at the time below
    private Instant changed;

    EvaluationLog(Path file) {
        this.file = file;
    }

    /** @param over whether only the verdict is needed: the other lines of a finished trial are not read */
    void look(boolean over) {
        if (tail == null) {
            tail = new LogTail<>(file, EvaluationLine.class, over ? VERDICT_BYTES : Long.MAX_VALUE);
        }
        tail.more(this::restart, this::line);
    }

    private void restart() {
        steps.clear();
        ended.clear();
        ratio = Double.NaN;
        left = null;
    }

    private void line(EvaluationLine line) {
        if (line instanceof EvaluationLine.Point point) {
            steps.put(point.rollout() + " " + point.seed(), point.step());
        } else if (line instanceof EvaluationLine.Result result) {
            if (result.kind() == EvaluationLine.Kind.RESULT) {
                ended.add(result.rollout() + " " + result.seed());
            }
        } else if (line instanceof EvaluationLine.Verdict verdict) {
            ratio = Math.exp(verdict.lnRatio());
        } else {
            throw new IllegalStateException("a line of evaluation.jsonl of a new kind: " + line.getClass());
        }
    }

    Stamp seen() {
        return tail.seen();
    }

    double ratio() {
        return ratio;
    }

    /** Steps of all rollouts together; a diverged rollout counts as complete. @param each steps of a rollout */
    long done(long each) {
        return ended.size() * each
                + steps.entrySet().stream()
                        .filter(rollout -> !ended.contains(rollout.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /** Computed from the progress since the first look; NaN if it is not known yet. */
    double secondsLeft(long done, long all, Instant now) {
        if (left == null) {
            began = now;
            left = new TimeLeft(done, 0);
        } else if (done != last) {
            left.at(done, Duration.between(began, now).toNanos());
        } else {
            double since = Duration.between(changed, now).toMillis() / 1000.0;
            return Math.max(0, left.seconds(all).orElse(Double.NaN) - since);
        }
        last = done;
        changed = now;
        return all == 0 ? Double.NaN : left.seconds(all).orElse(Double.NaN);
    }
}
