package dev.understudy.report;

import dev.understudy.run.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Run directories with few figures, to be compared. */
final class ComparedRuns {
    private final Path folder;
    private final List<Path> all = new ArrayList<>();

    ComparedRuns(Path folder) {
        this.folder = folder;
    }

    List<Path> all() {
        return all;
    }

    /**
     * A trial whose teacher reaches a loss of 1 on one seed.
     *
     * @param settings lines of its config in addition to name and seed
     * @param losses of the imitator after 1000 steps and after 4000; fewer if it ended before
     */
    Path add(String trial, long seed, String state, String settings, double... losses) {
        Path run = folder.resolve("sweep").resolve(trial);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < losses.length; i++) {
            for (String driver : List.of("imitator", "teacher")) {
                lines.append(
                        "{\"format\":3,\"kind\":\"%s\",\"seed\":7,\"rollout\":\"%s\",\"step\":%d,\"meanLoss\":%s,\"testAccuracy\":%s,\"seconds\":1.5}%n"
                                .formatted(
                                        i == 0 ? "horizon" : "result",
                                        driver,
                                        i == 0 ? 1000 : 4000,
                                        driver.equals("imitator") ? losses[i] : 1.0,
                                        driver.equals("imitator") ? 1 - losses[i] / 4 : 0.5));
            }
        }
        try {
            Files.createDirectories(run);
            Files.writeString(
                    run.resolve("config.yaml"),
                    "name: sweep\nseed: " + seed + "\nevaluation: {horizons: [1000], seeds: [7]}\n" + settings + "\n");
            Files.writeString(
                    run.resolve("status.json"),
                    "{\"format\":3,\"state\":\"%s\",\"metaStep\":5,\"message\":\"\",\"stackTrace\":null,\"started\":\"2025-01-01T00:00:00Z\",\"updated\":\"2025-01-01T00:00:00Z\"}"
                            .formatted(state));
            Files.writeString(
                    run.resolve("metrics.jsonl"),
                    "{\"format\":3,\"metaStep\":9,\"imitationLoss\":0.25,\"modelLossFirst\":2,\"modelLossLast\":1,\"learningRate\":0.1,\"seconds\":4}\n");
            Files.writeString(run.resolve("evaluation.jsonl"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (state.equals("RUNNING")) {
            Held.forGood(run);
        }
        all.add(run);
        return run;
    }
}
