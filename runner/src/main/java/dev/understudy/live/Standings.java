package dev.understudy.live;

import dev.understudy.live.Standing.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The states of some trials at one moment.
 *
 * @param planned whether a plan lists all trials
 * @param atWork when a trial was last seen at work; null if none was
 * @param troubles read errors, each in one line
 */
public record Standings(
        List<Path> folders,
        List<Standing> trials,
        boolean planned,
        Instant atWork,
        List<String> troubles,
        Instant now) {
    /** The time within which a batch starts its next trial. */
    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(10);

    Map<State, Long> counts() {
        return trials.stream()
                .collect(Collectors.groupingBy(
                        Standing::state, () -> new EnumMap<>(State.class), Collectors.counting()));
    }

    /**
     * Whether all trials have ended and no other will begin. Only a plan lists all trials; without one, or if trials
     * wait at a rung, a process seen at work may continue with another trial, which begins within seconds.
     */
    public boolean over() {
        boolean settled = trials.stream().allMatch(trial -> trial.state().over() || trial.state() == State.AT_RUNG);
        boolean certain = planned && trials.stream().noneMatch(trial -> trial.state() == State.AT_RUNG);
        return !trials.isEmpty()
                && settled
                && (atWork == null || certain || Duration.between(atWork, now).compareTo(BETWEEN_TRIALS) > 0);
    }

    /** The exit code as of {@code run}: 1 if a trial failed. */
    public int exitCode() {
        return trials.stream().anyMatch(trial -> trial.state().failed()) ? 1 : 0;
    }

    /** A summary in one line: {@code 12 trials: 2 running, 9 done, 1 to come}. */
    String totals() {
        if (trials.isEmpty()) {
            return folders.stream().map(Path::toString).collect(Collectors.joining(", "))
                    + (folders.stream().anyMatch(Files::isDirectory)
                            ? ": no run has begun yet"
                            : ": does not exist yet");
        }
        String counts = counts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
        return trials.size()
                + (trials.size() == 1 ? " trial: " : " trials: ")
                + counts
                + (counts().containsKey(State.RUNNING) || over() ? "" : "; no process is running");
    }
}
