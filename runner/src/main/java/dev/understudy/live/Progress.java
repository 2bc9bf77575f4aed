package dev.understudy.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.WrittenConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Finds the progress of a trial from its logs: of its training, its evaluation, or the rollouts of a tuning. */
final class Progress {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Path configFile;
    private final TrainingLog training;
    private final EvaluationLog evaluation;
    private final TuningLog tuning;
    private JsonNode config = MissingNode.getInstance();
    private Stamp configSeen = Stamp.NONE;

    Progress(Path directory) {
        configFile = directory.resolve(RunDirectory.CONFIG);
        training = new TrainingLog(directory.resolve(RunDirectory.METRICS));
        evaluation = new EvaluationLog(directory.resolve(RunDirectory.EVALUATION));
        tuning = new TuningLog(directory.resolve(RunDirectory.TUNING));
    }

    /**
     * The progress at one moment.
     *
     * @param loss of the training, the last one
     * @param ratio of the verdict
     */
    record Reached(
            String phase, String unit, long done, long all, double loss, double ratio, double secondsLeft, Stamp last) {
        static final Reached NOTHING = new Reached("", "", 0, 0, Double.NaN, Double.NaN, Double.NaN, Stamp.NONE);
    }

    /** @param metaStep of the status */
    Reached look(long metaStep, boolean over, Instant now) {
        config();
        long metaSteps = config.path("training").path("metaSteps").asLong(0);
        if (tuning.look()) {
            return new Reached(
                    "tuning", "rollouts", tuning.rollouts(), 0, Double.NaN, Double.NaN, Double.NaN, tuning.seen());
        }
        training.look();
        evaluation.look(over);
        long trained = Math.max(training.metaStep(), metaStep);
        if (over) {
            boolean evaluated = !training.seen().isThere();
            return new Reached(
                    "",
                    evaluated ? "" : "meta-steps",
                    evaluated ? 0 : trained,
                    evaluated ? 0 : metaSteps,
                    training.loss(),
                    evaluation.ratio(),
                    Double.NaN,
                    evaluation.seen());
        }
        if (evaluation.seen().isThere() || metaSteps > 0 && trained >= metaSteps) {
            JsonNode wanted = config.path("evaluation");
            long all = wanted.path("steps").asLong(0) * RolloutKind.count(wanted);
            long done = evaluation.done(wanted.path("steps").asLong(0));
            return new Reached(
                    "evaluation",
                    "steps",
                    done,
                    all,
                    training.loss(),
                    evaluation.ratio(),
                    evaluation.secondsLeft(done, all, now),
                    evaluation.seen().isThere() ? evaluation.seen() : training.seen());
        }
        return trained == 0 && !training.seen().isThere()
                ? Reached.NOTHING
                : new Reached(
                        "training",
                        "meta-steps",
                        trained,
                        metaSteps,
                        training.loss(),
                        Double.NaN,
                        training.secondsLeft(metaSteps, now),
                        training.seen());
    }

    private void config() {
        Stamp now = Stamp.of(configFile);
        if (now.equals(configSeen)) {
            return;
        }
        configSeen = now;
        try {
            config = WrittenConfig.renamed(YAML.readTree(Files.readString(configFile, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            config = MissingNode.getInstance(); // the total number of steps is then unknown
        } catch (IOException e) {
            configSeen = Stamp.NONE; // the file was removed meanwhile
        }
    }
}
