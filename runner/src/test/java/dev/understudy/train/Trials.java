package dev.understudy.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Trials of seventeen coordinates and thirty meta-steps under one folder, and their files. */
final class Trials {
    /** Rules with state, and episodes longer than an unroll: all that a checkpoint must carry is in use. */
    private static final String TINY = """
            name: tiny
            threads: 1
            data: {dataset: half-plane}
            optimizee: {batch: 4}
            teacher: {adam: {learningRate: 0.003}}
            training: {metaSteps: 30, unroll: 5, episode: 20, replicas: 2, checkpointEvery: 10, logEvery: 10, diagnosticsEvery: 10}
            evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1001]}
            """;

    static final BooleanSupplier NEVER = () -> false;

    private final Path runs;
    final Path directory;

    Trials(Path runs) {
        this.runs = runs;
        this.directory = runs.resolve("tiny/seed-1");
    }

    static Config config(String... overrides) {
        return Configs.parse(TINY, "tiny.yaml", List.of(overrides), Pretrained::network);
    }

    /** From the (n + 1)th question on. */
    static BooleanSupplier after(int n) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > n;
    }

    Status run(BooleanSupplier stop, String... overrides) {
        return run(stop, new Noted(), overrides);
    }

    Status run(BooleanSupplier stop, Watch watch, String... overrides) {
        return new Experiment(config(overrides), runs, stop, watch).run(false, false);
    }

    Status status() {
        return Status.read(file(RunDirectory.STATUS)).orElseThrow();
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Bit for bit. */
    int[] phi() {
        float[] phi = ImitatorFile.read(file(RunDirectory.PHI)).phi();
        int[] bits = new int[phi.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(phi[i]));
        return bits;
    }

    /** Lines of metrics without values that depend on a clock. */
    List<JsonNode> metrics() {
        return lines(RunDirectory.METRICS);
    }

    /** Lines of the evaluation without values that depend on a clock. */
    List<JsonNode> evaluation() {
        return lines(RunDirectory.EVALUATION);
    }

    private List<JsonNode> lines(String name) {
        List<JsonNode> lines = RawLines.read(file(name));
        lines.forEach(line -> ((ObjectNode) line).remove(List.of("seconds", "stepMillis")));
        return lines;
    }
}
