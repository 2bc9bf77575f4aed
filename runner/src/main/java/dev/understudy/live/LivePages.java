package dev.understudy.live;

import dev.understudy.fault.Fault;
import dev.understudy.report.Report;
import dev.understudy.report.RunComparison;
import dev.understudy.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The pages of some runs: of a single run its report, of several a table of their states with their comparison, and
 * each run's report. A page is made again if its files have changed. A requested path is looked up among the pages and
 * never used as a file's name.
 */
public final class LivePages {
    static final String ALL = "/";
    /** The page with every trial's report, as `report` writes it. */
    static final String REPORT = "/report";

    /** The files from which a page is made. */
    private static final List<String> FILES = List.of(
            RunDirectory.STATUS,
            RunDirectory.EVALUATION_STATUS,
            RunDirectory.METRICS,
            RunDirectory.EVALUATION,
            RunDirectory.CONFIG,
            RunDirectory.PROVENANCE,
            RunDirectory.AGAINST);
    /** The least time until a page is made again; it also waits {@link #TIMES} times as long as making it took. */
    private static final long LEAST_NANOS = 500_000_000;

    private static final int TIMES = 4;

    private final FollowedRuns followed;
    private final Map<String, Made> made = new HashMap<>();
    /** Distinguishes this server from another that had the port before. */
    private final String series = Long.toHexString(System.currentTimeMillis());

    private int version;

    /** @param folders trials' directories, or folders above them */
    public LivePages(List<Path> folders) {
        followed = new FollowedRuns(folders);
    }

    /** @param tag changes with the page */
    record Answer(byte[] bytes, String tag) {}

    /**
     * @param from the state of all files when the page was made; @param again the time from which on it may be made
     *     again
     */
    private record Made(Answer answer, List<Object> from, long again) {}

    /** The number of trials now. */
    public synchronized int trials() {
        return byPath(followed.look(Instant.now())).size();
    }

    /** @return null if the page does not exist */
    synchronized Answer at(String path) {
        Standings standings = followed.look(Instant.now());
        Map<String, Standing> trials = byPath(standings);
        boolean alone = trials.size() == 1 && standings.trials().size() == 1;
        if (path.equals(ALL)) {
            if (alone) {
                Path only = trials.values().iterator().next().path();
                return page(path, standings.trials(), () -> report(List.of(only), ""));
            }
            return page(path, standings.trials(), () -> all(standings, trials));
        }
        if (path.equals(REPORT)) {
            List<Path> begun = begun(standings);
            return begun.isEmpty() ? null : page(path, standings.trials(), () -> report(begun, LiveDocument.BACK));
        }
        Standing trial = trials.get(path);
        if (trial == null) {
            made.remove(path);
            return null;
        }
        return page(path, List.of(trial), () -> report(List.of(trial.path()), alone ? "" : LiveDocument.BACK));
    }

    /** {@code /NAME/TRIAL}, with a number added if several folders have trials of one name. */
    private static Map<String, Standing> byPath(Standings standings) {
        Map<String, Standing> trials = new LinkedHashMap<>();
        for (Standing trial : standings.trials()) {
            if (trial.state() != Standing.State.WAITING) {
                String path = ALL + trial.label().replace(": ", "/");
                String free = path;
                for (int n = 2; trials.containsKey(free) || free.equals(REPORT); n++) {
                    free = path + "~" + n;
                }
                trials.put(free, trial);
            }
        }
        return trials;
    }

    private static List<Path> begun(Standings standings) {
        return standings.trials().stream()
                .filter(trial -> trial.state() != Standing.State.WAITING)
                .map(Standing::path)
                .toList();
    }

    private Answer page(String path, List<Standing> trials, Supplier<String> html) {
        Made before = made.get(path);
        long began = System.nanoTime();
        if (before != null && began - before.again() < 0) {
            return before.answer();
        }
        List<Object> from = from(trials);
        if (before != null && before.from().equals(from)) {
            return before.answer();
        }
        version++;
        String tag = "\"" + series + "-" + version + "\"";
        byte[] bytes = LiveDocument.of(html.get(), tag).getBytes(StandardCharsets.UTF_8);
        long end = System.nanoTime();
        Answer answer = new Answer(bytes, tag);
        made.put(path, new Made(answer, from, end + Math.max(LEAST_NANOS, TIMES * (end - began))));
        return answer;
    }

    /** The state is included since it also depends on a lock, which no file shows. */
    private static List<Object> from(List<Standing> trials) {
        List<Object> from = new ArrayList<>();
        for (Standing trial : trials) {
            from.add(trial.path());
            from.add(trial.state());
            FILES.forEach(file -> from.add(Stamp.of(trial.path().resolve(file))));
        }
        return from;
    }

    private static String report(List<Path> trials, String lead) {
        try {
            return LiveDocument.led(Report.read(trials).html(), lead);
        } catch (Fault fault) {
            return LiveDocument.plain("Cannot be read", lead, fault.getMessage());
        }
    }

    private static String all(Standings standings, Map<String, Standing> trials) {
        String table = StandingsTable.of(standings, trials);
        List<Path> begun = begun(standings);
        if (begun.isEmpty()) {
            return LiveDocument.plain("No run has begun yet", table, standings.totals());
        }
        try {
            return LiveDocument.led(RunComparison.of(begun).html(), table);
        } catch (Fault fault) {
            return LiveDocument.plain("No comparison yet", table, fault.getMessage());
        }
    }
}
