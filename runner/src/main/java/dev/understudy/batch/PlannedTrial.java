package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.run.RunLocation;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One trial of a plan.
 *
 * @param config resolved
 * @param differs the keys of the sweep with this trial's values, as they are named, in the order of the sweep; empty
 *     without a sweep
 * @param trial the name of its folder: what differs, then {@code seed-N}
 */
public record PlannedTrial(Config config, Map<String, String> differs, String trial) {
    public PlannedTrial {
        differs = Collections.unmodifiableMap(new LinkedHashMap<>(differs)); // Map.copyOf would lose the order
    }

    /** As log lines and messages call it: {@code NAME/TRIAL}. */
    public String label() {
        return config.name() + "/" + trial;
    }

    /** Where its files belong. */
    public RunLocation in(Path runs) {
        return RunLocation.ofTrial(runs, config.name(), trial);
    }
}
