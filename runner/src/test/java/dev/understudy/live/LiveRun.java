package dev.understudy.live;

import dev.understudy.run.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A run directory as another process leaves it at some moment: 4,000 meta-steps, then four rollouts of 100 steps. */
final class LiveRun {
    /** When its files were written last, unless a test says otherwise. */
    static final Instant THEN = Instant.parse("2025-01-01T00:00:00Z");

    private final Path path;

    LiveRun(Path runs, String name, String trial) {
        path = runs.resolve(name).resolve(trial);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    LiveRun config() {
        return file(
                "config.yaml",
                "# format 3\nname: made\nseed: 1\ntraining: {metaSteps: 4000}\nevaluation: {steps: 100, noUpdate: false, noiseFloor: false, seeds: [7, 8]}\n");
    }

    LiveRun status(String state, long metaStep, String message) {
        return file("status.json", """
                {"format":3,"state":"%s","metaStep":%d,"message":"%s","stackTrace":null,"started":"2025-01-01T00:00:00Z","updated":"2025-01-01T00:00:00Z"}
                """.formatted(state, metaStep, message));
    }

    /** Lines every 100 meta-steps, 2 s each; the loss is the meta-step. */
    LiveRun trained(int from, int to) {
        for (int step = from; step <= to; step += 100) {
            more("metrics.jsonl", metrics(step, step) + "\n");
        }
        return this;
    }

    static String metrics(int step, double loss) {
        return "{\"format\":3,\"metaStep\":" + step + ",\"imitationLoss\":" + loss
                + ",\"modelLossFirst\":2.3,\"modelLossLast\":1.9,\"seconds\":2.0}";
    }

    LiveRun point(String driver, int seed, int step) {
        return more(
                "evaluation.jsonl",
                "{\"format\":3,\"kind\":\"point\",\"rollout\":\"" + driver + "\",\"seed\":" + seed + ",\"step\":" + step
                        + "}\n");
    }

    LiveRun result(String driver, int seed) {
        return more(
                "evaluation.jsonl",
                "{\"format\":3,\"kind\":\"result\",\"rollout\":\"" + driver + "\",\"seed\":" + seed
                        + ",\"step\":100,\"meanLoss\":1.0}\n");
    }

    LiveRun verdict(double lnRatio) {
        return more(
                "evaluation.jsonl",
                "{\"format\":3,\"kind\":\"verdict\",\"verdict\":\"imitates\",\"seeds\":2,\"lnRatio\":" + lnRatio
                        + ",\"standardError\":0.1,\"bar\":1.01,\"reason\":\"so\"}\n");
    }

    /** This process works there from now on. */
    LiveRun held() {
        Held.forGood(path);
        return this;
    }

    LiveRun file(String name, String text) {
        try {
            // Another file of that name, as an atomic replacement leaves it.
            Path beside = Files.writeString(path.resolve(name + ".new"), text);
            Files.setLastModifiedTime(beside, FileTime.from(THEN));
            Files.move(beside, path.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LiveRun more(String name, String text) {
        try {
            Path file =
                    Files.writeString(path.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.setLastModifiedTime(file, FileTime.from(THEN));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other content that no look can tell from the one before: of the same file, size and time. */
    LiveRun unseen(String name, String text) {
        Path file = path.resolve(name);
        try {
            FileTime time = Files.getLastModifiedTime(file);
            if (Files.size(file) != text.length()) {
                throw new IllegalArgumentException("it would be seen: " + Files.size(file) + " and " + text.length());
            }
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, time);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        try {
            return Files.readString(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
