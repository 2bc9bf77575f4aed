package dev.understudy.report;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run that is compared with others.
 *
 * @param state as {@link RunOverview#state}
 * @param settings every key of its resolved config but name and seed
 */
record ComparedRun(Trial trial, String state, long seed, Map<String, String> settings) {
    private static final String NAME = "name";
    static final String SEED = "seed";

    /** @throws Fault if it or its config cannot be read */
    static ComparedRun of(Path directory) {
        RunFiles files = RunFiles.read(directory);
        String damage = RunOverview.damage(directory, files);
        if (!damage.isEmpty()) {
            throw Fault.badInput(directory.toString(), "is damaged (" + damage + ")", "a whole run", "repair it");
        }
        String origin = directory.resolve(RunDirectory.CONFIG).toString();
        if (files.configText().isBlank()) {
            throw Fault.badInput(origin, "is not there", "the run's resolved config", "leave this run out");
        }
        Config config = Configs.parseWritten(files.configText(), origin, List.of());
        Map<String, String> settings = new TreeMap<>(config.settings());
        settings.remove(NAME);
        settings.remove(SEED);
        return new ComparedRun(Trial.of(files), RunOverview.state(directory, files), config.seed(), settings);
    }

    String label() {
        return trial.label();
    }

    boolean isDone() {
        return state.equals("done");
    }
}
