package dev.understudy.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long a loop's steps take. It is told of stretches at whose two ends the loop waits anyway, so that nothing waits for the sake of a time, and what
 * is done between two stretches, a point of the curve for example, is not in it.
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
     * Of a step: the median over all steps, of which each counts as its stretch does. A mean would have in it what the first ones waited for the compiler,
     * and what else the machine did. NaN where there was no step.
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
