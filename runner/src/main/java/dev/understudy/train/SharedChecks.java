package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.data.DataSet;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.imitation.Shape;
import dev.understudy.run.Provenance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that the trials of a batch share, done once: a sweep of thousands of trials reads its data set once, and opens
 * an external network once. It keeps names and hashes, not the data.
 */
public final class SharedChecks {
    private final Map<Object, Seen> data = new HashMap<>();
    private final Map<Object, Optional<NetworkFile>> networks = new HashMap<>();
    private final Map<Object, Optional<Pretrained>> pretrained = new HashMap<>();
    private final Set<Object> done = new HashSet<>();

    /** Facts about a data set. @param shape the shape of its samples */
    private record Seen(Provenance.Data data, Shape shape, int classes) {}

    /**
     * Names and hashes. It reads the whole data set, so that damage is found before the first trial of a batch starts.
     */
    Provenance.Data data(Config config) {
        return Setup.named(
                config.byTask().stream().map(task -> seen(task).data()).toList());
    }

    /** SHA-256 of the data of all tasks of a config, for the comparison of two hosts. */
    public String dataSha256(Config config) {
        return data(config).sha256();
    }

    private Seen seen(Config config) {
        return data.computeIfAbsent(config.data(), key -> {
            DataSet set = Setup.data(config);
            Provenance.Data read = new Provenance.Data(set.name(), set.sha256());
            return new Seen(read, set.train().shape(), set.train().classes());
        });
    }

    /** Checks that the layers of the config, if it has any, fit the samples. */
    void layers(Config config) {
        for (Config task : network(config).isEmpty() ? config.byTask() : List.<Config>of()) {
            Seen seen = seen(task);
            Setup.layers(task, seen.shape(), seen.classes());
        }
    }

    Optional<NetworkFile> network(Config config) {
        String file = config.optimizee().dl4j();
        return file == null ? Optional.empty() : networks.computeIfAbsent(file, key -> NetworkFile.of(config));
    }

    Optional<Pretrained> pretrained(Config config) {
        return pretrained.computeIfAbsent(config.imitator(), key -> Pretrained.of(config));
    }

    /** Checks that the engine accepts an external network; only the engine can decide this. */
    void external(Config config, Optional<Pretrained> given) {
        if (network(config).isPresent()) {
            once(List.of(config.optimizee(), config.data(), config.engine(), config.device()), () -> {
                try (Engine engine = EngineSelection.of(config).engine()) {
                    Setup.of(config, engine, given);
                }
            });
        }
    }

    /** Runs a check unless it has succeeded before; a failed check is run again. */
    private void once(Object key, Runnable check) {
        if (!done.contains(key)) {
            check.run();
            done.add(key);
        }
    }
}
