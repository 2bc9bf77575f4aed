package dev.understudy.live;

import dev.understudy.fault.Fault;
import dev.understudy.live.Progress.Reached;
import dev.understudy.live.Standing.State;
import dev.understudy.report.RunOverview;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Follows one trial by looking at it repeatedly. Unchanged files are not read again, and of a finished trial only the
 * status is checked.
 */
final class FollowedTrial {
    private final Path path;
    private final String label;
    private final Path trialStatus;
    private final Path evaluationStatus;
    private Progress progress;
    private Stamp seen = Stamp.NONE;
    private Status status; // null before the first one
    private Standing last;

    FollowedTrial(Path path) {
        this.path = path;
        label = RunOverview.labelOf(path);
        trialStatus = path.resolve(RunDirectory.STATUS);
        evaluationStatus = path.resolve(RunDirectory.EVALUATION_STATUS);
        progress = new Progress(path);
    }

    Standing look(Instant now) {
        if ((last == null || last.state() == State.WAITING) && !Files.exists(path)) {
            // There may be thousands of trials to come, so each is checked by a single operation.
            last = last == null ? standing(State.WAITING, Reached.NOTHING, "") : last;
            return last;
        }
        Stamp stamp = statusStamp();
        if (last != null && last.state().over() && last.state() != State.DAMAGED && stamp.equals(seen)) {
            return last;
        }
        try {
            read(stamp);
            State state = state();
            if (state == State.KILLED) {
                // Between the two looks it may have written that it is done, and released its directory.
                read(statusStamp());
                state = state();
            }
            if (last != null && last.state().over() && !state.over()) {
                progress = new Progress(path); // the trial was begun anew
            }
            long metaStep = status == null ? 0 : status.metaStep();
            last = standing(state, progress.look(metaStep, state.over(), now), message(state));
        } catch (Fault damage) {
            seen = Stamp.NONE; // so that it is read again
            progress = new Progress(path);
            last = standing(State.DAMAGED, Reached.NOTHING, damage.getMessage());
        }
        return last;
    }

    private Stamp statusStamp() {
        Stamp stamp = Stamp.of(trialStatus);
        return stamp.isThere() ? stamp : Stamp.of(evaluationStatus);
    }

    private void read(Stamp stamp) {
        if (!stamp.equals(seen)) {
            status = Status.read(trialStatus)
                    .or(() -> Status.read(evaluationStatus))
                    .orElse(null);
            seen = stamp;
        }
    }

    private State state() {
        Status.State said = status == null ? null : status.state();
        if (said != null) {
            switch (said) {
                case DONE:
                    return State.DONE;
                case DIVERGED:
                    return State.DIVERGED;
                case FAILED:
                    return State.FAILED;
                case RUNNING:
                case INTERRUPTED:
                    break;
                default:
                    throw new IllegalStateException("a status of a new kind: " + said);
            }
        }
        if (Files.exists(path.resolve(RunDirectory.TUNED))) {
            return State.DONE; // a tuning has no other status, and writes this file last
        }
        if (RunDirectory.isHeld(path)) {
            return State.RUNNING;
        }
        boolean begun = said != null || RunDirectory.isOne(path);
        if (!begun || said != Status.State.INTERRUPTED) {
            return begun ? State.KILLED : State.WAITING;
        }
        return status.waitsAtRung() ? State.AT_RUNG : State.INTERRUPTED;
    }

    private String message(State state) {
        if (status == null || state == State.RUNNING) {
            return "";
        }
        return (state == State.KILLED ? status.seenIn(path) : status).message();
    }

    private Standing standing(State state, Reached reached, String message) {
        return new Standing(
                path,
                label,
                state,
                reached.phase(),
                reached.unit(),
                reached.done(),
                reached.all(),
                reached.loss(),
                reached.ratio(),
                reached.secondsLeft(),
                Stream.of(seen, reached.last())
                        .filter(Stamp::isThere)
                        .map(stamp -> stamp.modified().toInstant())
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                message);
    }
}
