package dev.understudy.live;

import dev.understudy.fault.Fault;
import dev.understudy.live.Standing.State;
import dev.understudy.run.PlanFile;
import dev.understudy.run.RunLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows the trials of some folders by looking at them repeatedly. If a folder has a plan, the result has the planned
 * trials, even those not begun, and other trials only once they were seen at work. Without a plan it has all trials
 * that were begun.
 */
public final class FollowedRuns {
    /**
     * Searching for new folders takes at most about one part in this number of the time, since a folder can have
     * thousands.
     */
    private static final int SHARE = 20;

    private final List<Path> folders;
    private final Map<Path, FollowedTrial> trials = new HashMap<>();
    private final Map<Path, Planned> plans = new HashMap<>();
    private final Set<Path> seenAtWork = new HashSet<>();
    private final Map<Path, List<Path>> found = new HashMap<>();
    private Instant findAgain = Instant.MIN;
    private Instant atWork; // when a trial was last at work; null if none was

    /** @param trouble why the plan cannot be read; null if it can */
    private record Planned(Stamp stamp, List<Path> trials, String trouble) {}

    /** @param folders trials' directories, or folders above them; they need not exist yet */
    public FollowedRuns(List<Path> folders) {
        this.folders = List.copyOf(new LinkedHashSet<>(folders));
    }

    public Standings look(Instant now) {
        find(now);
        Set<Path> paths = new LinkedHashSet<>();
        List<String> troubles = new ArrayList<>();
        boolean planned = !folders.isEmpty();
        Set<Path> unasked = new HashSet<>();
        for (Path folder : folders) {
            Planned plan = plan(folder);
            paths.addAll(plan.trials());
            if (plan.trouble() != null) {
                troubles.add(plan.trouble());
            }
            planned &= !plan.trials().isEmpty();
            for (Path trial : found.getOrDefault(folder, List.of())) {
                if (paths.add(trial) && !plan.trials().isEmpty()) {
                    unasked.add(trial);
                }
            }
        }
        List<Standing> standings = new ArrayList<>();
        for (Path path : paths) {
            Standing standing = trials.computeIfAbsent(path, FollowedTrial::new).look(now);
            if (standing.state() == State.RUNNING) {
                seenAtWork.add(path);
                atWork = now;
            }
            if (!unasked.contains(path) || seenAtWork.contains(path)) {
                standings.add(standing);
            }
        }
        trials.keySet().retainAll(paths);
        return new Standings(folders, Collections.unmodifiableList(standings), planned, atWork, troubles, now);
    }

    private void find(Instant now) {
        if (now.isBefore(findAgain)) {
            return;
        }
        long began = System.nanoTime();
        folders.forEach(folder -> found.put(folder, TrialFolders.below(folder)));
        findAgain = now.plus(Duration.ofNanos(SHARE * (System.nanoTime() - began)));
    }

    private Planned plan(Path folder) {
        Path file = folder.resolve(PlanFile.NAME);
        Stamp stamp = Stamp.of(file);
        Planned before = plans.get(folder);
        if (before != null && before.stamp().equals(stamp)) {
            return before;
        }
        Planned plan;
        try {
            plan = new Planned(
                    stamp,
                    PlanFile.read(file).map(PlanFile::trials).orElse(List.of()).stream()
                            .map(trial -> RunLocation.ofTrial(folder, trial.name(), trial.trial())
                                    .path())
                            .toList(),
                    null);
        } catch (Fault fault) {
            plan = new Planned(stamp, List.of(), fault.getMessage());
        }
        plans.put(folder, plan);
        return plan;
    }
}
