package dev.understudy.loops;

import dev.understudy.Root;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import java.nio.file.Path;
import java.util.List;

/**
 * Three small experiments whose figures PyTorch computes as well, and the folder of their files. The configs are written so that
 * {@code peers/closed_loops.py} reads them too; it writes the expected files from them and from the draws.
 */
final class ClosedLoops {
    static final Path FOLDER = folder();
    static final Path DRAWS = FOLDER.resolve("draws.safetensors");
    static final List<String> TRIALS = List.of("half-plane-sgd", "half-plane-adam", "digits-momentum");

    private ClosedLoops() {}

    /** That of -Dclosed-loops.dir, on a machine without the repository, else the one among the test resources. */
    private static Path folder() {
        String given = System.getProperty("closed-loops.dir");
        return given != null ? Path.of(given) : Root.path("runner/src/test/resources/closed-loops");
    }

    static Path configFile(String trial) {
        return FOLDER.resolve(trial + ".yaml");
    }

    static Config config(String trial) {
        return Configs.load(configFile(trial), List.of());
    }
}
