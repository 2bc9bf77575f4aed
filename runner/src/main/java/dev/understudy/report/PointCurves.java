package dev.understudy.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.LoopKind;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Figures 2 and 3: what was looked at every few steps, as mean, lowest and highest over seeds. */
final class PointCurves {
    private PointCurves() {}

    /** {@code {steps: […], testLoss: {imitator: {mean, low, high}, …}, …}}. */
    static ObjectNode of(Trial trial, int most) {
        int[] all = trial.curves().values().stream()
                .flatMap(curves -> curves.stream())
                .flatMap(curve -> curve.points().stream())
                .mapToInt(Point::step)
                .distinct()
                .sorted()
                .toArray();
        int[] steps = Arrays.stream(Thinning.indices(all.length, most))
                .map(i -> all[i])
                .toArray();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode at = node.putArray("steps");
        Arrays.stream(steps).forEach(at::add);
        node.set("testLoss", overDrivers(trial, steps, Point::testLoss));
        node.set("testAccuracy", overDrivers(trial, steps, point -> 100 * point.testAccuracy()));
        node.set("relativeDifference", overDrivers(trial, steps, Point::relativeDifference));
        node.set("bias", overDrivers(trial, steps, Point::bias));
        node.set("maxCell", overDrivers(trial, steps, point -> point.cell().max()));
        node.set("meanTheta", overDrivers(trial, steps, point -> point.theta().mean()));
        return node;
    }

    private static ObjectNode overDrivers(Trial trial, int[] steps, ToDoubleFunction<Point> figure) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        trial.curves().keySet().forEach(driver -> node.set(driver.key(), overSeeds(trial, driver, steps, figure)));
        return node;
    }

    /** Ends where the first seed diverged, because the others alone would look well. */
    private static ObjectNode overSeeds(Trial trial, LoopKind driver, int[] steps, ToDoubleFunction<Point> figure) {
        Map<Integer, Spread> spreads = new TreeMap<>();
        long bad = trial.firstBadStep(driver);
        for (Curve curve : trial.curvesOf(driver)) {
            for (Point point : curve.points()) {
                double value = figure.applyAsDouble(point);
                if (Double.isFinite(value) && point.step() < bad) {
                    spreads.computeIfAbsent(point.step(), step -> new Spread()).add(value);
                }
            }
        }
        int[] all = Thinning.indices(steps.length, steps.length);
        Spread none = new Spread();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set(
                "mean",
                Thinning.values(
                        Arrays.stream(steps)
                                .mapToDouble(s -> spreads.getOrDefault(s, none).mean())
                                .toArray(),
                        all));
        if (trial.curvesOf(driver).size() > 1) {
            node.set(
                    "low",
                    Thinning.values(
                            Arrays.stream(steps)
                                    .mapToDouble(s -> spreads.getOrDefault(s, none).low)
                                    .toArray(),
                            all));
            node.set(
                    "high",
                    Thinning.values(
                            Arrays.stream(steps)
                                    .mapToDouble(s -> spreads.getOrDefault(s, none).high)
                                    .toArray(),
                            all));
        }
        return node;
    }

    private static final class Spread {
        private double low = Double.NaN;
        private double high = Double.NaN;
        private double sum;
        private int n;

        void add(double value) {
            low = n == 0 ? value : Math.min(low, value);
            high = n == 0 ? value : Math.max(high, value);
            sum += value;
            n++;
        }

        double mean() {
            return n == 0 ? Double.NaN : sum / n;
        }
    }
}
