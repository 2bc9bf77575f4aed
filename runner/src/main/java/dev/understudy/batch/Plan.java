package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.run.Provenance;
import dev.understudy.train.Pretrained;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The trials of one call, in the order in which they are done. All their configs are resolved, and no two share a folder. */
public record Plan(List<PlannedTrial> trials) {
    public Plan {
        trials = List.copyOf(trials);
    }

    /**
     * @param files configs
     * @param overrides of all of them, as {@code training.unroll=20}
     * @throws Fault bad input where a config is not what it should be, or two trials would write into one folder
     */
    public static Plan of(List<Path> files, List<String> overrides) {
        List<PlannedTrial> trials = new ArrayList<>();
        Map<String, String> folders = new HashMap<>();
        for (Path file : files) {
            Config config = Configs.load(file, overrides, Pretrained::network);
            PlannedTrial trial = new PlannedTrial(config, Map.of(), config.trial());
            String origin = Printable.brief(file.toString());
            String other = folders.putIfAbsent(trial.label().toLowerCase(Locale.ROOT), origin);
            if (other != null) {
                throw Fault.badInput(
                        origin + " and " + other,
                        "are both " + trial.label(),
                        "one folder for each trial",
                        "give each its own name or seed");
            }
            trials.add(trial);
        }
        return new Plan(trials);
    }

    public List<Config> configs() {
        return trials.stream().map(PlannedTrial::config).toList();
    }

    /** SHA-256 of the trials' names and resolved configs, in their order: the same plan has the same. */
    public String hash() {
        StringBuilder all = new StringBuilder();
        trials.forEach(trial -> all.append(trial.label())
                .append('\n')
                .append(trial.config().toYaml())
                .append('\n'));
        return Provenance.sha256(all.toString());
    }
}
