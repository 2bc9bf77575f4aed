package dev.understudy.report;

import dev.understudy.run.RolloutKind;
import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The comparison of an evaluation with a tuned teacher, as {@code evaluate --json} prints it.
 *
 * @param horizon steps
 * @param window number of steps over which both sides' training losses are averaged
 * @param targets the best candidate, and the best constant one if it is another
 */
public record AgainstDocument(String rule, int horizon, int window, List<Target> targets) {
    /**
     * A tuned teacher, and the steps that others need to reach its training loss; see {@link StepsToLoss}.
     *
     * @param trainingLoss mean training-mode loss of the last window
     * @param imitator of each seed, as a part of the horizon; infinite, and so null in JSON, if the loss is never
     *     reached
     * @param teacher the same of the evaluation's own teacher
     * @param geometricMean of the imitator's
     * @param interquartileMean of the imitator's
     */
    public record Target(
            String schedule,
            double learningRate,
            double trainingLoss,
            double testLoss,
            List<Double> imitator,
            List<Double> teacher,
            double geometricMean,
            double interquartileMean) {}

    /** Null if the evaluation is not compared with a tuned teacher. @param evaluation its directory */
    public static AgainstDocument of(Path evaluation) {
        return AgainstTuned.of(Report.read(List.of(evaluation)).trials().get(0))
                .map(AgainstDocument::of)
                .orElse(null);
    }

    private static AgainstDocument of(AgainstTuned against) {
        TunedTeacher tuned = against.tuned();
        return new AgainstDocument(
                tuned.rule(),
                tuned.horizon(),
                StepsToLoss.window(tuned.horizon()),
                Stream.of(tuned.best(), tuned.best().atConstantRate() ? null : tuned.bestConstant())
                        .filter(Objects::nonNull)
                        .map(candidate -> target(against, candidate))
                        .toList());
    }

    private static Target target(AgainstTuned against, Candidate candidate) {
        double[] imitator = against.fractions(RolloutKind.IMITATOR, candidate);
        return new Target(
                candidate.schedule(),
                candidate.learningRate(),
                candidate.batchLoss().mean(),
                candidate.testLoss().mean(),
                DoubleStream.of(imitator).boxed().toList(),
                DoubleStream.of(against.fractions(RolloutKind.TEACHER, candidate))
                        .boxed()
                        .toList(),
                StepsToLoss.geometricMean(imitator),
                StepsToLoss.interquartileMean(imitator));
    }
}
