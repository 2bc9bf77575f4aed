package dev.understudy.export;

import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Validated;
import dev.understudy.engine.Statistics;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Kind;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A run's directory made by hand: a training of two lines, two rollouts of one point, and their results. */
final class LoggedRun {
    private static final Statistics SIX = new Statistics(1, 2, 3, 4, 5, 6);

    private LoggedRun() {}

    static Path of(Path runs, String name, String trial) {
        Path run = runs.resolve(name).resolve(trial);
        try {
            Files.createDirectories(run);
            Files.writeString(run.resolve(RunDirectory.CONFIG), "# format 3\nname: " + name + "\nteacher: {sgd: {}}\n");
            Files.writeString(run.resolve(RunDirectory.STATUS), """
                    {"format":3,"state":"DONE","metaStep":20,"message":"","stackTrace":null,
                     "started":"2025-01-01T00:00:00Z","updated":"2025-01-01T00:01:40Z"}
                    """);
            append(run.resolve(RunDirectory.METRICS), metrics(10, 0.5), metrics(20, 0.25));
            append(
                    run.resolve(RunDirectory.EVALUATION),
                    point(RolloutKind.IMITATOR, 0.9),
                    result(RolloutKind.IMITATOR, 0.8),
                    point(RolloutKind.TEACHER, 0.7),
                    result(RolloutKind.TEACHER, 0.6),
                    new EvaluationLine.Verdict("imitates", 1, 0.1, Double.NaN, 0.02, "because it does"));
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, Record... lines) {
        try (JsonLines log = JsonLines.open(file)) {
            for (Record line : lines) {
                log.append(line);
            }
        }
    }

    /** It took two seconds and a half; the task's loss there was none of. */
    static MetricsLine metrics(long metaStep, double loss) {
        return new MetricsLine(
                metaStep,
                loss,
                Double.NaN,
                2,
                1,
                0.001,
                2.5,
                metaStep == 20 ? new Diagnostics(SIX, SIX, SIX, SIX) : null,
                metaStep == 20 ? List.of(new Validated(15, 0.75f)) : List.of());
    }

    static EvaluationLine.Point point(RolloutKind driver, double loss) {
        return new EvaluationLine.Point(7, driver, 5, new float[] {1, 2, 6}, loss, 0.5, 0.25, -0.125, SIX, SIX, SIX);
    }

    static EvaluationLine.Result result(RolloutKind driver, double loss) {
        return new EvaluationLine.Result(
                Kind.RESULT,
                7,
                driver,
                9,
                null,
                1,
                2,
                0.5,
                loss,
                0.75,
                List.of(),
                List.of(),
                0.1,
                0.2,
                0.3,
                4,
                5,
                6,
                7);
    }
}
