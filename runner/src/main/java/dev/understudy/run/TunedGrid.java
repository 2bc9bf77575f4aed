package dev.understudy.run;

import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TunedTeacher.Course;
import dev.understudy.run.TunedTeacher.Figure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** From rollouts to candidates, and which of them is the best. */
public final class TunedGrid {
    /** By the mean training loss at the end; of equal ones the smaller rate. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(
                    (Candidate candidate) -> candidate.trainingLoss().mean())
            .thenComparingDouble(Candidate::learningRate);

    private TunedGrid() {}

    /**
     * One rate by one schedule.
     *
     * @param rollouts one for each seed, at least one
     */
    public static Candidate candidate(String schedule, double rate, List<TuningLine> rollouts) {
        int diverged = (int) rollouts.stream().filter(TuningLine::diverged).count();
        return new Candidate(
                schedule,
                rate,
                diverged,
                figure(rollouts, diverged, TuningLine::trainingLoss),
                figure(rollouts, diverged, TuningLine::batchLoss),
                figure(rollouts, diverged, TuningLine::testLoss),
                figure(rollouts, diverged, TuningLine::testAccuracy),
                diverged > 0 ? null : course(rollouts));
    }

    private static Figure figure(List<TuningLine> rollouts, int diverged, ToDoubleFunction<TuningLine> figure) {
        return diverged > 0
                ? Figure.UNKNOWN
                : Figure.of(rollouts.stream().mapToDouble(figure).toArray());
    }

    private static Course course(List<TuningLine> rollouts) {
        int[] steps = rollouts.get(0).steps();
        float[] training = new float[steps.length];
        float[] batch = new float[steps.length];
        for (TuningLine rollout : rollouts) {
            for (int i = 0; i < steps.length; i++) {
                training[i] += rollout.trainingLosses()[i] / rollouts.size();
                batch[i] += rollout.batchLosses()[i] / rollouts.size();
            }
        }
        return new Course(steps, training, batch);
    }

    /** The best of these that did not diverge on any seed. */
    public static Optional<Candidate> best(Stream<Candidate> candidates) {
        return candidates.filter(candidate -> candidate.diverged() == 0).min(BEST_FIRST);
    }

    /** Without the curves, which would make a hundred lines of each of them. */
    public static List<Candidate> brief(List<Candidate> candidates) {
        return candidates.stream().map(candidate -> candidate.with(null)).toList();
    }
}
