package dev.understudy.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.imitation.Philox;
import dev.understudy.run.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes run directories as a run would: losses that fall from ln 10 with noise, the same at every call. */
final class SyntheticRun {
    private final Path directory;
    private final int steps;
    private final List<Long> seeds;
    private double share = 1.02;
    private long badSeed = -1;
    private int badStep = -1;
    private boolean floor = true;

    SyntheticRun(Path directory, int steps, Long... seeds) {
        this.directory = directory;
        this.steps = steps;
        this.seeds = List.of(seeds);
    }

    /** Final loss of the imitator relative to the teacher's. */
    SyntheticRun imitatorAt(double share) {
        this.share = share;
        return this;
    }

    SyntheticRun diverging(long seed, int step) {
        badSeed = seed;
        badStep = step;
        return this;
    }

    SyntheticRun withoutFloor() {
        floor = false;
        return this;
    }

    Path write() throws IOException {
        Files.createDirectories(directory);
        file("config.yaml", """
            name: mnist-adam
            seed: 1
            data: {dataset: mnist, dir: null}
            optimizee: {model: mnist-cnn, batch: 16}
            teacher: {adam: {learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1.0e-8}}
            imitator: {hidden: [20], features: moments, head: gain, teacherForcing: false, pretrained: null}
            training: {metaSteps: 10000, unroll: 20, replicas: 8, loss: huber, metaOptimizer: {adam: {learningRate: 0.001}}}
            evaluation: {steps: %d, batch: 64, everySteps: 50}
            """.formatted(steps));
        trainedOn(null);
        status("DONE", "");
        file("metrics.jsonl", metrics());
        List<String> lines = new ArrayList<>();
        for (long seed : seeds) {
            for (String rollout : floor
                    ? List.of("teacher", "imitator", "noUpdate", "floor")
                    : List.of("teacher", "imitator", "noUpdate")) {
                evaluation(seed, rollout, lines);
            }
        }
        file("evaluation.jsonl", String.join("\n", lines) + "\n");
        return directory;
    }

    Path directory() {
        return directory;
    }

    SyntheticRun file(String name, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name), text);
        return this;
    }

    /** The state of its run. */
    SyntheticRun status(String state, String message) throws IOException {
        ObjectNode status = new ObjectMapper()
                .createObjectNode()
                .put("state", state)
                .put("metaStep", 10_000)
                .put("message", message)
                .put("stackTrace", state.equals("FAILED") ? "at <init>" : null)
                .put("started", "2025-01-01T00:00:00Z")
                .put("updated", "2025-01-01T00:01:00Z");
        file("status.json", status.toString());
        if (state.equals("RUNNING")) {
            Held.forGood(directory);
        }
        return this;
    }

    /** With the teacher that it was trained on, which it is compared with as adam with learningRate 0.001; null as in old runs. */
    SyntheticRun trainedOn(String teacher) throws IOException {
        String teachers = teacher == null
                ? ""
                : "\"teachers\":{\"trainedOn\":\"" + teacher + "\",\"evaluatedOn\":\"adam with learningRate 0.001\"},";
        return file("provenance.json", """
            {"runs":[{"started":"2025-01-01T00:00:00Z","ended":null,"seconds":null,"version":"0.1.0","commit":"unknown","configSha256":"ab",
            "seeds":{"seed":1},"data":{"name":"mnist","sha256":"cd"},%s"computed":{"engine":"fused","device":"cpu, 8 threads","reason":"no GPU"},
            "machine":{"host":"h","os":"Linux","arch":"amd64","cpu":"c","cores":8,"jvm":"17","maxHeapBytes":1}}]}
            """.formatted(teachers));
    }

    private static String metrics() {
        StringBuilder lines = new StringBuilder();
        for (int step = 100; step <= 10_000; step += 100) {
            double loss = 0.02
                    + 1.2 * Math.exp(-step / 900.0) * (1 + 0.25 * noise(1, 7, step))
                    + 0.004 * Math.abs(noise(1, 8, step));
            String diagnostics = step % 1000 != 0
                    ? ""
                    : ",\"diagnostics\":{" + statistics("relativeError", loss) + "," + statistics("gradients", 1e-2)
                            + "," + statistics("teacherUpdates", 1e-3) + "," + statistics("predictedUpdates", 1.02e-3)
                            + "}";
            lines.append(number(
                    "{\"metaStep\":%d,\"imitationLoss\":%.6g,\"modelLossFirst\":2.303,\"modelLossLast\":1.9,\"learningRate\":%.6g,\"metaStepsPerSecond\":410.0,\"seconds\":%.3f%s}%n",
                    step, loss, 0.0005 * (1 + Math.cos(Math.PI * step / 10_000)), step / 410.0, diagnostics));
        }
        return lines.toString();
    }

    private void evaluation(long seed, String rollout, List<String> lines) {
        boolean diverges = rollout.equals("imitator") && seed == badSeed;
        for (int step = 50; step <= steps; step += 50) {
            StringBuilder losses = new StringBuilder();
            for (int s = step - 49; s <= step; s++) {
                losses.append(losses.isEmpty() ? "" : ",")
                        .append(diverges && s >= badStep ? "null" : number("%.5f", trainingLoss(seed, rollout, s)));
            }
            boolean bad = diverges && step >= badStep;
            double difference = (rollout.equals("imitator") ? 0.012 : 0.003)
                    * (1 + 3 * Math.exp(-step / 300.0))
                    * (1 + 0.15 * noise(seed, rollout.hashCode() + 1, step));
            lines.add(number(
                    "{\"kind\":\"point\",\"seed\":%d,\"rollout\":\"%s\",\"step\":%d,\"losses\":[%s],\"testLoss\":%s,\"testAccuracy\":%s,\"difference\":0.01,"
                            + "\"relativeDifference\":%s,\"bias\":1e-5,%s,%s,%s}",
                    seed,
                    rollout,
                    step,
                    losses,
                    bad ? "null" : number("%.5f", testLoss(seed, rollout, step)),
                    bad ? "null" : number("%.4f", accuracy(seed, rollout, step)),
                    bad || rollout.equals("noUpdate") ? "null" : number("%.5g", difference),
                    statistics(
                            "theta",
                            rollout.equals("noUpdate") ? 0.041 : 0.041 + 0.006 * (1 - Math.exp(-step / 1500.0))),
                    statistics("cell", 1 + 0.4 * Math.log(step)),
                    statistics("relativeError", difference)));
            if (bad) {
                break;
            }
        }
        double end = testLoss(seed, rollout, steps);
        lines.add(
                diverges
                        ? number(
                                "{\"kind\":\"result\",\"seed\":%d,\"rollout\":\"%s\",\"steps\":%d,\"firstBadStep\":%d,\"trainingLoss\":null,\"testLoss\":null,\"testAccuracy\":null,\"meanLoss\":null}",
                                seed, rollout, steps, badStep)
                        : number(
                                "{\"kind\":\"result\",\"seed\":%d,\"rollout\":\"%s\",\"steps\":%d,\"firstBadStep\":null,\"trainingLoss\":%.6f,\"testLoss\":%.6f,\"testAccuracy\":%.4f,\"meanLoss\":%.6f,"
                                        + "\"meanAccuracy\":%.4f,\"relativeError\":%s,\"cosine\":%.6f,\"bias\":%.3g,\"maxCell\":4.3,\"seconds\":12.5}",
                                seed,
                                rollout,
                                steps,
                                2 * end,
                                end,
                                accuracy(seed, rollout, steps),
                                0.95 * end,
                                accuracy(seed, rollout, steps) + 0.001,
                                rollout.equals("noUpdate") ? "null" : rollout.equals("imitator") ? "0.0123" : "0.0031",
                                0.99998 - 1e-6 * (seed % 7),
                                3e-5 * noise(seed, 5, 1)));
    }

    private double trainingLoss(long seed, String rollout, int step) {
        double level = rollout.equals("noUpdate") ? 2.303 : 1.6 * testLoss(seed, rollout, step) + 0.05;
        return Math.min(level, 2.303)
                * Math.exp((rollout.equals("noUpdate") ? 0.03 : 0.45 * Math.min(1, step / 300.0) + 0.03)
                        * (0.8 * noise(seed, 3, step) + 0.6 * noise(seed, 4 + rollout.length(), step)));
    }

    private double testLoss(long seed, String rollout, int step) {
        double scale = rollout.equals("imitator") ? share : rollout.equals("floor") ? 1.005 : 1;
        double falling = 0.11 + 2.19 * Math.pow(1 + step / 60.0, -1.15);
        return rollout.equals("noUpdate")
                ? 2.303
                : falling
                        * (1 + (scale - 1) * Math.min(1, step / 500.0))
                        * (1 + 0.02 * noise(seed, rollout.hashCode(), step));
    }

    private double accuracy(long seed, String rollout, int step) {
        return rollout.equals("noUpdate") ? 0.098 : 1 - 0.9 * Math.min(1, testLoss(seed, rollout, step) / 2.5);
    }

    private static String statistics(String name, double mean) {
        return number(
                "\"%s\":{\"min\":%.4g,\"max\":%.4g,\"mean\":%.4g,\"variance\":%.4g,\"skewness\":0.12,\"kurtosis\":3.4}",
                name, mean * 0.01, mean * 5, mean, mean * mean);
    }

    /** About normal, mean 0, variance 1. */
    private static double noise(long seed, int stream, int step) {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += Philox.uniform(Philox.word(seed, stream, 0, step, i));
        }
        return sum;
    }

    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
