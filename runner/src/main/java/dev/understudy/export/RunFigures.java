package dev.understudy.export;

import dev.understudy.engine.MetaTraining.Validated;
import dev.understudy.engine.Statistics;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.EvaluationLine.Verdict;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Extracts the numbers from the lines of a run's logs, with a time for each. The logs have no times of day, so the time
 * is the start of the run's first session plus the seconds of training since then, without the pauses between sessions.
 * All lines of the evaluation have the time at which the training ended, since the points of a rollout have no times.
 * The same lines therefore always give the same bytes.
 */
final class RunFigures {
    private final double start;
    private double trained; // seconds

    RunFigures(Instant start) {
        this.start = start.toEpochMilli() / 1000.0;
    }

    /** The start of the run, from its provenance or else its status; 1970 if it has neither. */
    static Instant start(Path run) {
        return Provenance.begun(run.resolve(RunDirectory.PROVENANCE))
                .or(() -> status(run).map(Status::started))
                .orElse(Instant.EPOCH);
    }

    /** The status of a trial, or of a separate evaluation. */
    static java.util.Optional<Status> status(Path run) {
        return Status.read(run.resolve(RunDirectory.STATUS))
                .or(() -> Status.read(run.resolve(RunDirectory.EVALUATION_STATUS)));
    }

    /** The lines of both logs, in the order in which they were written. */
    static List<Record> lines(Path run) {
        List<Record> lines = new ArrayList<>();
        for (MetricsLine line : JsonLines.read(run.resolve(RunDirectory.METRICS), MetricsLine.class)) {
            // Earlier versions could write a meta-step again: the last line counts.
            while (!lines.isEmpty() && ((MetricsLine) lines.get(lines.size() - 1)).metaStep() >= line.metaStep()) {
                lines.remove(lines.size() - 1);
            }
            lines.add(line);
        }
        for (EvaluationLine line : JsonLines.read(run.resolve(RunDirectory.EVALUATION), EvaluationLine.class)) {
            lines.add((Record) line);
        }
        return lines;
    }

    double epochSeconds() {
        return start + trained;
    }

    /** The numbers of the next line. */
    List<StepFigures> of(Record line) {
        if (line instanceof MetricsLine metrics) {
            return of(metrics);
        }
        if (line instanceof Point point) {
            return List.of(figures(rollout(point.rollout().key(), point.seed()), point.step(), values(point)));
        }
        if (line instanceof Result result) {
            return List.of(figures(rollout(result.rollout().key(), result.seed()), result.step(), values(result)));
        }
        if (line instanceof Verdict verdict) {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("verdict/lnRatio", verdict.lnRatio());
            values.put("verdict/standardError", verdict.standardError());
            return List.of(figures("", 0, values));
        }
        throw new IllegalArgumentException(line.getClass() + " is not a line of a run's logs");
    }

    private static String rollout(String rollout, long seed) {
        return rollout + "-" + seed;
    }

    private StepFigures figures(String rollout, long step, Map<String, Double> values) {
        return new StepFigures(rollout, step, epochSeconds(), values);
    }

    private List<StepFigures> of(MetricsLine line) {
        trained += Double.isFinite(line.seconds()) ? line.seconds() : 0;
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("training/imitationLoss", line.imitationLoss());
        values.put("training/taskLoss", line.taskLoss());
        values.put("training/modelLossFirst", line.modelLossFirst());
        values.put("training/modelLossLast", line.modelLossLast());
        values.put("training/learningRate", line.learningRate());
        values.put("training/seconds", line.seconds());
        if (line.diagnostics() != null) {
            statistics(values, "diagnostics/relativeError", line.diagnostics().relativeError());
            statistics(values, "diagnostics/gradients", line.diagnostics().gradients());
            statistics(values, "diagnostics/teacherUpdates", line.diagnostics().teacherUpdates());
            statistics(
                    values, "diagnostics/predictedUpdates", line.diagnostics().predictedUpdates());
        }
        Stream<StepFigures> validated = line.validation().stream().map(this::of);
        return Stream.concat(validated, Stream.of(figures("", line.metaStep(), values)))
                .toList();
    }

    private StepFigures of(Validated validated) {
        return figures("", validated.metaStep(), Map.of("validation/loss", (double) validated.loss()));
    }

    private static Map<String, Double> values(Point point) {
        double sum = 0;
        for (float loss : point.losses()) {
            sum += loss;
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("evaluation/trainingLoss", sum / point.losses().length);
        values.put("evaluation/testLoss", point.testLoss());
        values.put("evaluation/testAccuracy", point.testAccuracy());
        values.put("evaluation/relativeDifference", point.relativeDifference());
        values.put("evaluation/bias", point.bias());
        statistics(values, "state/theta", point.theta());
        statistics(values, "state/cell", point.cell());
        statistics(values, "state/relativeError", point.relativeError());
        return values;
    }

    private static Map<String, Double> values(Result result) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("result/trainingLoss", result.trainingLoss());
        values.put("result/testLoss", result.testLoss());
        values.put("result/testAccuracy", result.testAccuracy());
        values.put("result/meanLoss", result.meanLoss());
        values.put("result/meanAccuracy", result.meanAccuracy());
        values.put("result/relativeError", result.relativeError());
        values.put("result/cosine", result.cosine());
        values.put("result/bias", result.bias());
        values.put("result/maxCell", result.maxCell());
        values.put("result/meanTheta", result.meanTheta());
        values.put("result/seconds", result.seconds());
        values.put("result/stepMillis", result.stepMillis());
        return values;
    }

    private static void statistics(Map<String, Double> values, String of, Statistics six) {
        values.put(of + ".min", six.min());
        values.put(of + ".max", six.max());
        values.put(of + ".mean", six.mean());
        values.put(of + ".variance", six.variance());
        values.put(of + ".skewness", six.skewness());
        values.put(of + ".kurtosis", six.kurtosis());
    }
}
