package dev.understudy.live;

import dev.understudy.live.Standing.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Progress lines for a file or a pipe: one when a trial changes its state, and one from time to time with the progress
 * of a trial at work.
 */
public final class Changes {
    private static final Duration EACH = Duration.ofSeconds(10);

    private final Map<Path, Said> said = new HashMap<>();
    private String totals = "";

    private record Said(State state, String phase, long done, Instant when) {}

    /** The lines to be printed now. */
    public List<String> lines(Standings standings) {
        List<String> lines = new ArrayList<>();
        boolean first = said.isEmpty();
        for (Standing trial : standings.trials()) {
            Said before = said.get(trial.path());
            boolean quiet = first && trial.state() != State.RUNNING || before == null && trial.state() == State.WAITING;
            if (before != null && !isDue(before, trial, standings.now())) {
                continue;
            }
            said.put(trial.path(), new Said(trial.state(), trial.phase(), trial.done(), standings.now()));
            if (!quiet) {
                lines.add(line(trial, standings.now()));
            }
        }
        if (!standings.totals().equals(totals)) {
            totals = standings.totals();
            lines.add(totals);
        }
        standings.troubles().stream().filter(trouble -> first).forEach(lines::add);
        return lines;
    }

    private static boolean isDue(Said before, Standing trial, Instant now) {
        return before.state() != trial.state()
                || !before.phase().equals(trial.phase())
                || before.done() != trial.done()
                        && Duration.between(before.when(), now).compareTo(EACH) >= 0;
    }

    private static String line(Standing trial, Instant now) {
        String what = Stream.of(
                        trial.state() == State.RUNNING
                                ? trial.phase()
                                : trial.state().word(),
                        Words.progress(trial),
                        Words.loss(trial),
                        Words.remark(trial, now))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
        return trial.label() + ": " + (what.isEmpty() ? "starts" : what);
    }
}
