package dev.understudy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run directories as commands read them, without a training. */
final class HandMadeRun {
    private HandMadeRun() {}

    /** A trial that is done, with a loss ratio. */
    static Path done(Path runs, String name, String trial, String settings, double ratio) {
        Path run = runs.resolve(name).resolve(trial);
        try {
            Files.createDirectories(run);
            Files.writeString(run.resolve("config.yaml"), "name: made\nevaluation: {seeds: [7]}\n" + settings + "\n");
            Files.writeString(run.resolve("status.json"), """
                    {"format":3,"state":"DONE","metaStep":30,"message":"","stackTrace":null,"started":"2025-01-01T00:00:00Z","updated":"2025-01-01T00:00:00Z"}
                    """);
            Files.writeString(run.resolve("evaluation.jsonl"), """
                    {"format":3,"kind":"result","seed":7,"rollout":"teacher","step":20,"meanLoss":1.0}
                    {"format":3,"kind":"result","seed":7,"rollout":"imitator","step":20,"meanLoss":%s}
                    """.formatted(ratio));
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
