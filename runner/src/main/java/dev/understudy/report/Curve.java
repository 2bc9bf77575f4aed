package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The curve of one rollout, step by step, from the point lines of evaluation.jsonl.
 *
 * @param points by increasing step
 * @param losses training-mode loss; [steps], that of step s at s−1; NaN if it is unknown or was not finite
 * @param firstBadStep first step whose loss was written as null; Long.MAX_VALUE if there was no such step
 */
record Curve(long seed, List<Point> points, double[] losses, long firstBadStep) {
    /** A longer evaluation is refused: a single wrong number would require all memory. */
    private static final int MOST_STEPS = 20_000_000;

    /**
     * Makes a curve. If a step occurs a second time, the evaluation was begun again, and the new lines replace the old
     * ones from this step on.
     */
    static Curve of(long seed, List<Point> lines) {
        List<Point> points = new ArrayList<>();
        double[] losses = {};
        long bad = Long.MAX_VALUE;
        for (Point line : lines) {
            float[] written = line.losses();
            int first = line.step() - written.length;
            if (line.step() < 0 || line.step() > MOST_STEPS || first < 0) {
                continue;
            }
            while (!points.isEmpty() && points.get(points.size() - 1).step() >= line.step()) {
                points.remove(points.size() - 1);
            }
            bad = bad > first ? Long.MAX_VALUE : bad;
            points.add(line);
            losses = resized(losses, first, line.step());
            for (int i = 0; i < written.length; i++) {
                losses[first + i] = written[i];
                bad = Float.isNaN(written[i]) ? Math.min(bad, first + i + 1) : bad;
            }
        }
        return new Curve(seed, List.copyOf(points), losses, bad);
    }

    /** The losses with a new length; from {@code first} on they are unknown, if a line is missing or still to come. */
    private static double[] resized(double[] losses, int first, int steps) {
        double[] result = Arrays.copyOf(losses, steps);
        Arrays.fill(result, Math.min(losses.length, first), steps, Double.NaN);
        return result;
    }
}
