package dev.understudy.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.config.Config;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An evaluation on {@link RolloutByHeart rollouts with known values}, and the lines that it writes. Its test set has 1000 samples. */
final class EvaluationByHeart implements Engine {
    /** All of the evaluation that were opened, in order. */
    final List<RolloutByHeart> loops = new ArrayList<>();

    /** Those of its teacher alone, by which it is timed. */
    final List<RolloutByHeart> timed = new ArrayList<>();

    final float[] phi;
    private boolean slow;
    private final Map<WhoDrives, Integer> bad = new HashMap<>();
    private final Path runs;
    final Setup setup;

    EvaluationByHeart(Path runs, String... overrides) {
        this.runs = runs;
        Config config = Trials.config(overrides);
        setup = Setup.of(config, this);
        phi = new float[config.imitator().network().weights()];
    }

    /** From this step on, counted from 0, the loss of rollouts of this kind is NaN. */
    EvaluationByHeart diverging(WhoDrives driver, int step) {
        bad.put(driver, step);
        return this;
    }

    /** Its rollouts take some time. */
    EvaluationByHeart slow() {
        slow = true;
        return this;
    }

    /** @return number of the imitator's rollouts that are reported as diverged */
    int run() {
        return run(setup.problem().imitator());
    }

    int run(Imitator imitator) {
        try (RunDirectory directory = RunDirectory.open(runs, "tiny", "seed-1", false)) {
            return new Evaluator(setup, this, imitator, phi, directory, Trials.NEVER, new Noted()).run();
        }
    }

    /** Lines of an earlier evaluation. */
    void left(String lines) {
        try {
            Files.createDirectories(file(RunDirectory.EVALUATION).getParent());
            Files.writeString(file(RunDirectory.EVALUATION), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> lines() {
        return RawLines.read(file(RunDirectory.EVALUATION));
    }

    /** Lines of one kind about one rollout. */
    List<JsonNode> lines(String kind, String driver) {
        return lines().stream()
                .filter(line -> line.path("kind").asText().equals(kind)
                        && line.path("rollout").asText().equals(driver))
                .toList();
    }

    /** The one line of its kind. */
    JsonNode line(String kind, String driver) {
        List<JsonNode> found = lines(kind, driver);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " lines " + kind + " about " + driver + "; expected one");
        }
        return found.get(0);
    }

    static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.doubleValue()));
        return numbers;
    }

    Path file(String name) {
        return runs.resolve("tiny/seed-1").resolve(name);
    }

    @Override
    public Rollout rollout(RolloutSpec spec, float[] phi) {
        RolloutByHeart loop =
                new RolloutByHeart(spec, phi, setup.data().test(), bad.getOrDefault(spec.whoDrives(), -1));
        loop.slow = slow;
        boolean floor = !spec.problem().teacher().equals(setup.config().teacher());
        (phi == null && !floor ? timed : loops).add(loop);
        return loop;
    }

    @Override
    public MetaTraining train(TrainingSpec spec, float[] phi) {
        throw new UnsupportedOperationException("an evaluation trains nothing");
    }

    @Override
    public String name() {
        return "by heart";
    }

    @Override
    public String device() {
        return "none";
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
