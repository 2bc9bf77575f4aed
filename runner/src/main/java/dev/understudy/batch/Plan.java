package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.config.Halving;
import dev.understudy.config.SweptConfig;
import dev.understudy.config.SweptConfigs;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.PlanFile;
import dev.understudy.train.Pretrained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The trials of one call, in the order in which they run. All their configs are resolved, and no two share a folder.
 *
 * @param races the groups of trials swept by halving, each of which stops at a rung unless it is among the best there
 */
public record Plan(List<PlannedTrial> trials, List<Race> races) {
    private static final int UNASKED = 10_000;
    private static final int MOST = 1_000_000;

    public Plan {
        trials = List.copyOf(trials);
        races = List.copyOf(races);
    }

    /** A plan without races: every trial runs to its end. */
    public Plan(List<PlannedTrial> trials) {
        this(trials, List.of());
    }

    /**
     * A group of trials of which only the best continue at each rung.
     *
     * @param trials their indices in the plan
     */
    public record Race(Halving rule, List<Integer> trials) {
        public Race {
            trials = List.copyOf(trials);
        }
    }

    /**
     * @param files configs, each with its sweep
     * @param overrides values for all configs, as {@code training.unroll=20}; several values are a sweep
     * @param many whether more than 10,000 trials are allowed
     * @throws Fault bad input if a config is not valid, or if two trials would write into one folder
     */
    public static Plan of(List<Path> files, List<String> overrides, boolean many) {
        List<SweptConfigs> sweeps =
                files.stream().map(file -> SweptConfigs.read(file, overrides)).toList();
        checkNumber(sweeps, many);
        Map<String, Imitator> networks = new HashMap<>(); // each is read once, not for each trial
        List<PlannedTrial> trials = new ArrayList<>();
        List<Race> races = new ArrayList<>();
        Folders folders = new Folders();
        for (SweptConfigs sweep : sweeps) {
            int first = trials.size();
            TrialName names = new TrialName(sweep.origin(), sweep.keys(), sweep.names());
            for (SweptConfig one : sweep.all(name -> networks.computeIfAbsent(name, Pretrained::network))) {
                PlannedTrial trial = new PlannedTrial(
                        one.config(),
                        one.differs(),
                        names.of(one.differs(), one.config().trial()));
                folders.take(trial, sweep.origin());
                trials.add(trial);
            }
            if (sweep.halving() != null) {
                races.add(new Race(
                        sweep.halving(),
                        IntStream.range(first, trials.size()).boxed().toList()));
            }
        }
        return new Plan(trials, races);
    }

    /** The plan of one trial of a written one. @param origin names the trial in messages */
    public static Plan only(PlanFile.Trial written, String origin) {
        return new Plan(List.of(PlannedTrial.of(written, origin)));
    }

    /** Checks the number of trials before they are made: a mistyped range can exceed the memory. */
    private static void checkNumber(List<SweptConfigs> sweeps, boolean many) {
        long number = 0;
        for (SweptConfigs sweep : sweeps) {
            number = sweep.count() > Long.MAX_VALUE - number ? Long.MAX_VALUE : number + sweep.count();
        }
        int most = many ? MOST : UNASKED;
        if (number > most) {
            throw Fault.badInput(
                    sweeps.size() == 1 ? sweeps.get(0).origin() : "the configs of this call",
                    (sweeps.size() == 1 ? "makes " : "make ")
                            + (number == Long.MAX_VALUE ? "more than 10^18" : String.valueOf(number)) + " trials",
                    "at most " + most + (many ? "" : " without --yes"),
                    many ? "sweep fewer values in one call" : "sweep fewer values, or add --yes to run them all");
        }
    }

    /** Whether any trial comes from a sweep. */
    public boolean swept() {
        return trials.stream().anyMatch(trial -> !trial.differs().isEmpty());
    }

    public List<Config> configs() {
        return trials.stream().map(PlannedTrial::config).toList();
    }

    /** The contents of {@code plan.json}. @param estimate null if nothing was measured */
    public PlanFile file(Estimate estimate) {
        return PlanFile.of(
                estimate == null ? null : estimate.seconds(),
                !races.isEmpty(),
                trials.stream().map(PlannedTrial::written).toList());
    }

    /** SHA-256 over the trials' names and resolved configs, see {@link PlanFile#hash}; equal for equal plans. */
    public String hash() {
        return file(null).hash();
    }
}
