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
 * How some trials stand at one moment.
 *
 * @param planned whether a plan says which trials there are to be
 * @param atWork when something was last seen at work; null where nothing was
 * @param troubles what could not be read, each in one line
 */
public record Standings(
        List<Path> folders,
        List<Standing> trials,
        boolean planned,
        Instant atWork,
        List<String> troubles,
        Instant now) {
    /** In which a batch starts its next trial. */
    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(10);

    Map<State, Long> counts() {
        return trials.stream()
                .collect(Collectors.groupingBy(
                        Standing::state, () -> new EnumMap<>(State.class), Collectors.counting()));
    }

    /**
     * Whether nothing more is to come. Only a plan tells how many trials there are; without one, and where trials wait at a rung, whoever was
     * seen at work may go on with another, which begins within seconds.
     */
    public boolean over() {
        boolean settled = trials.stream().allMatch(trial -> trial.state().over() || trial.state() == State.AT_RUNG);
        boolean certain = planned && trials.stream().noneMatch(trial -> trial.state() == State.AT_RUNG);
        return !trials.isEmpty()
                && settled
                && (atWork == null || certain || Duration.between(atWork, now).compareTo(BETWEEN_TRIALS) > 0);
    }

    /** As {@code run} ends: 1 if a trial failed. */
    public int exitCode() {
        return trials.stream().anyMatch(trial -> trial.state().failed()) ? 1 : 0;
    }

    /** In one line, as {@code 12 trials: 2 running, 9 done, 1 to come}. */
    String totals() {
        if (trials.isEmpty()) {
            return folders.stream().map(Path::toString).collect(Collectors.joining(", "))
                    + (folders.stream().anyMatch(Files::isDirectory) ? ": no run was begun yet" : ": not there yet");
        }
        String counts = counts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
        return trials.size()
                + (trials.size() == 1 ? " trial: " : " trials: ")
                + counts
                + (counts().containsKey(State.RUNNING) || over() ? "" : "; nobody is at work");
    }
}
