package dev.understudy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest experiment: seventeen coordinates, thirty meta-steps, one network of twenty steps. */
final class TinyConfig {
    private TinyConfig() {}

    static Path write(Path folder, String name) {
        return write(folder, name, "");
    }

    /** @param more lines after the last, line 7 on */
    static Path write(Path folder, String name, String more) {
        try {
            return Files.writeString(folder.resolve(name + ".yaml"), """
                    name: %s
                    threads: 1
                    data: {dataset: half-plane}
                    optimizee: {batch: 4}
                    training: {metaSteps: 30, unroll: 5, episode: 20, checkpointEvery: 10, logEvery: 10}
                    evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1001]}
                    %s""".formatted(name, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
