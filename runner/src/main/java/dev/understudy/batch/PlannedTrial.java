package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.run.PlanFile;
import dev.understudy.run.RunLocation;
import dev.understudy.train.Experiment;
import dev.understudy.train.ScheduleTuning;
import dev.understudy.train.TrialWork;
import dev.understudy.train.Watch;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One trial of a plan.
 *
 * @param config the resolved config
 * @param differs the keys of the sweep with this trial's values, as they are named, in the order of the sweep; empty
 *     without a sweep
 * @param trial the name of its folder: the differing keys, then {@code seed-N}
 * @param rates for a trial of a tuning: the teacher's learning rates to try with the config's schedule; empty for an
 *     experiment
 */
public record PlannedTrial(Config config, Map<String, String> differs, String trial, List<Double> rates) {
    public PlannedTrial {
        rates = List.copyOf(rates);
        differs = Collections.unmodifiableMap(new LinkedHashMap<>(differs)); // Map.copyOf would lose the order
    }

    /** An experiment. */
    public PlannedTrial(Config config, Map<String, String> differs, String trial) {
        this(config, differs, trial, List.of());
    }

    /** A trial of a tuning. */
    public static PlannedTrial tuning(Config config, List<Double> rates) {
        String schedule = config.evaluation().schedule().word();
        return new PlannedTrial(config, Map.of("evaluation.schedule", schedule), schedule, rates);
    }

    /** A trial that the program wrote into a plan, perhaps in another version. @param origin names it in messages */
    static PlannedTrial of(PlanFile.Trial written, String origin) {
        return new PlannedTrial(
                Configs.parseWritten(written.config(), origin, List.of()), written.differs(), written.trial());
    }

    /** This trial in a plan's file. */
    PlanFile.Trial written() {
        return new PlanFile.Trial(config.name(), trial, differs, config.toYaml());
    }

    /** The work of this trial. */
    public TrialWork work(Path runs, BooleanSupplier stopRequested, Watch watch) {
        return work(runs, stopRequested, watch, false);
    }

    /** The work of this trial. @param events whether an experiment writes event files for TensorBoard */
    public TrialWork work(Path runs, BooleanSupplier stopRequested, Watch watch, boolean events) {
        return rates.isEmpty()
                ? new Experiment(config, in(runs), stopRequested, watch, events)
                : new ScheduleTuning(config, rates, runs, stopRequested, watch);
    }

    /** The name in log lines and messages: {@code NAME/TRIAL}. */
    public String label() {
        return rates.isEmpty() ? config.name() + "/" + trial : ScheduleTuning.label(config);
    }

    /** The directory for its files. */
    public RunLocation in(Path runs) {
        return rates.isEmpty() ? RunLocation.ofTrial(runs, config.name(), trial) : ScheduleTuning.place(runs, config);
    }
}
