package dev.understudy.run;

import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TunedTeacher.Course;
import dev.understudy.run.TunedTeacher.Figure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Combines the rollouts of a tuning into candidates, and finds the best one. */
public final class TunedGrid {
    /** By the mean training loss at the end; if equal, the smaller rate first. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(
                    (Candidate candidate) -> candidate.trainingLoss().mean())
            .thenComparingDouble(Candidate::learningRate);

    private TunedGrid() {}

    /**
     * The candidate of one rate and one schedule.
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

    /** The best of the candidates that did not diverge on any seed. */
    public static Optional<Candidate> best(Stream<Candidate> candidates) {
        return candidates.filter(candidate -> candidate.diverged() == 0).min(BEST_FIRST);
    }

    /** The candidates without their curves, which would take a hundred lines each. */
    public static List<Candidate> brief(List<Candidate> candidates) {
        return candidates.stream().map(candidate -> candidate.with(null)).toList();
    }
}
