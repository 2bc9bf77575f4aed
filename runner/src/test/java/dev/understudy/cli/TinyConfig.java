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

    /** A training on two tasks, which differ in network and batch, by episodes of ten steps at most. */
    static Path twoTasks(Path folder, String name) {
        try {
            return Files.writeString(folder.resolve(name + ".yaml"), """
                    name: %s
                    threads: 1
                    tasks:
                      - {data: {dataset: half-plane}, optimizee: {batch: 4}}
                      - {data: {dataset: half-plane}, optimizee: {layers: [{dense: 3}, relu, {dense: 1}], batch: 8}}
                    teacher: {sgd: {learningRate: 0.1}}
                    imitator: {hidden: [2]}
                    training:
                      metaSteps: 2
                      objective: {evolution: {pairs: 2, window: 5, shortest: 5, longest: 10, validateEvery: 0}}
                    evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1001], noUpdate: false}
                    """.formatted(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
