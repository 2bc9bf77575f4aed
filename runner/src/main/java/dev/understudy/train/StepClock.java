package dev.understudy.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Measures the time of a rollout's steps. Its input is stretches of steps at whose two ends the rollout waits for the
 * engine anyway, so that the measurement adds no waiting. Work between two stretches, for example a point of the curve,
 * is not counted.
 */
final class StepClock {
    private final List<Stretch> stretches = new ArrayList<>();

    private record Stretch(int steps, long nanos) {
        double each() {
            return (double) nanos / steps;
        }
    }

    /** @param steps at least one */
    void add(int steps, long nanos) {
        stretches.add(new Stretch(steps, nanos));
    }

    /**
     * Milliseconds per step: the median over all steps, each with the mean of its stretch. A mean over all would
     * include the time of the JVM's compiler in the first steps, and other work of the machine. NaN before the first
     * step.
     */
    double millis() {
        long all = stretches.stream().mapToLong(Stretch::steps).sum();
        List<Stretch> sorted = stretches.stream()
                .sorted(Comparator.comparingDouble(Stretch::each))
                .toList();
        long steps = 0;
        for (Stretch stretch : sorted) {
            steps += stretch.steps;
            if (2 * steps >= all) {
                return stretch.each() / 1e6;
            }
        }
        return Double.NaN;
    }
}
