package dev.understudy.report;

import static dev.understudy.report.RunFiles.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One driver on one seed, step by step: the point lines of evaluation.jsonl.
 *
 * @param points by increasing step
 * @param losses training-mode loss; [steps], that of step s at s−1; NaN where it is unknown or was not finite
 * @param firstBadStep first step whose loss was written as null; Long.MAX_VALUE when there is none
 */
record Curve(long seed, List<Point> points, double[] losses, long firstBadStep) {
    /** A longer evaluation is not believed: one broken number would ask for all memory. */
    private static final int MOST_STEPS = 20_000_000;

    /**
     * What was looked at after a step; NaN where unknown.
     *
     * @param maxCell largest |c|
     * @param meanTheta mean |θ|
     */
    record Point(
            int step,
            double testLoss,
            double testAccuracy,
            double relativeDifference,
            double maxCell,
            double meanTheta) {}

    /** A step that comes a second time replaces what was there from it on: an evaluation was begun again. */
    static Curve of(long seed, List<JsonNode> lines) {
        List<Point> points = new ArrayList<>();
        double[] losses = {};
        long bad = Long.MAX_VALUE;
        for (JsonNode line : lines) {
            long step = line.path("step").asLong(-1);
            JsonNode written = line.path("losses");
            int first = (int) step - written.size();
            if (step < 0 || step > MOST_STEPS || first < 0) {
                continue;
            }
            while (!points.isEmpty() && points.get(points.size() - 1).step() >= step) {
                points.remove(points.size() - 1);
            }
            bad = bad > first ? Long.MAX_VALUE : bad;
            points.add(point((int) step, line));
            losses = resized(losses, first, (int) step);
            for (int i = 0; i < written.size(); i++) {
                losses[first + i] = number(written.get(i));
                bad = Double.isNaN(losses[first + i]) ? Math.min(bad, first + i + 1) : bad;
            }
        }
        return new Curve(seed, List.copyOf(points), losses, bad);
    }

    /** Unknown losses from {@code first} on, where a line is missing or follows. */
    private static double[] resized(double[] losses, int first, int steps) {
        double[] result = Arrays.copyOf(losses, steps);
        Arrays.fill(result, Math.min(losses.length, first), steps, Double.NaN);
        return result;
    }

    private static Point point(int step, JsonNode line) {
        JsonNode cell = line.path("cell");
        double maxCell = Math.max(Math.abs(number(cell.path("min"))), Math.abs(number(cell.path("max"))));
        return new Point(
                step,
                number(line.path("testLoss")),
                number(line.path("testAccuracy")),
                number(line.path("relativeDifference")),
                maxCell,
                number(line.path("theta").path("mean")));
    }
}
