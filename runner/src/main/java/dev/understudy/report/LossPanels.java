package dev.understudy.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.run.WhoDrives;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Figure 1: model loss per step as points and smoothed, one panel per seed and, where there are several, one of their mean. */
final class LossPanels {
    /** Window and order of the source's figure. */
    private static final SavitzkyGolay SMOOTHING = new SavitzkyGolay(31, 2);

    private static final int HALF_WINDOW = 15;

    private static final List<WhoDrives> DRAWN = List.of(WhoDrives.IMITATOR, WhoDrives.TEACHER, WhoDrives.NOTHING);

    private LossPanels() {}

    /** {@code {steps: […], panels: [{name, imitator: {points, smooth}, …}]}}, at most about {@code most} values a series. */
    static ObjectNode of(Trial trial, int most) {
        int steps = DRAWN.stream()
                .flatMap(d -> trial.curvesOf(d).stream())
                .mapToInt(curve -> curve.losses().length)
                .max()
                .orElse(0);
        int[] indices = Thinning.indices(steps, most);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode at = node.putArray("steps");
        Arrays.stream(indices).forEach(i -> at.add(i + 1));
        ArrayNode panels = node.putArray("panels");
        List<Long> seeds = DRAWN.stream()
                .flatMap(d -> trial.curvesOf(d).stream())
                .map(Curve::seed)
                .distinct()
                .sorted()
                .toList();
        for (long seed : seeds) {
            ObjectNode panel = panels.addObject().put("name", "seed " + seed);
            for (WhoDrives driver : DRAWN) {
                trial.curvesOf(driver).stream()
                        .filter(curve -> curve.seed() == seed)
                        .findFirst()
                        .ifPresent(curve -> panel.set(driver.key(), series(driver, curve.losses(), indices)));
            }
        }
        if (seeds.size() > 1) {
            ObjectNode panel = panels.addObject().put("name", "mean of " + seeds.size());
            for (WhoDrives driver : DRAWN) {
                if (!trial.curvesOf(driver).isEmpty()) {
                    panel.set(driver.key(), series(driver, mean(trial, driver), indices));
                }
            }
        }
        return node;
    }

    /** Series that {@link #of} makes for a trial: what a budget has to be shared among. */
    static int count(Trial trial) {
        return 2
                        * Stream.of(WhoDrives.IMITATOR, WhoDrives.TEACHER)
                                .mapToInt(d -> trial.curvesOf(d).size() + 1)
                                .sum()
                + trial.curvesOf(WhoDrives.NOTHING).size()
                + 2;
    }

    private static ObjectNode series(WhoDrives driver, double[] losses, int[] indices) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (driver != WhoDrives.NOTHING) {
            node.set("points", Thinning.floats(losses, indices));
        }
        node.set("smooth", Thinning.floats(smooth(losses), indices));
        return node;
    }

    /** A parabola through a leap overshoots it, below 0 even; the curve stays within the losses of its window. */
    static double[] smooth(double[] losses) {
        double[] smooth = SMOOTHING.smooth(losses);
        for (int i = 0; i < smooth.length; i++) {
            double[] window = Arrays.stream(
                            losses, Math.max(0, i - HALF_WINDOW), Math.min(losses.length, i + HALF_WINDOW + 1))
                    .filter(Double::isFinite)
                    .toArray();
            double low = Arrays.stream(window).min().orElse(Double.NaN);
            double high = Arrays.stream(window).max().orElse(Double.NaN);
            smooth[i] = Math.max(low, Math.min(high, smooth[i]));
        }
        return smooth;
    }

    /** Over the seeds that got so far; it ends where the first of them diverged, because the others alone would look well. */
    static double[] mean(Trial trial, WhoDrives driver) {
        List<Curve> curves = trial.curvesOf(driver);
        int steps =
                curves.stream().mapToInt(curve -> curve.losses().length).max().orElse(0);
        double[] mean = new double[(int) Math.max(0, Math.min(steps, trial.firstBadStep(driver) - 1))];
        for (int i = 0; i < mean.length; i++) {
            int at = i;
            mean[i] = MeanWithError.of(
                            curves.stream().mapToDouble(c -> at < c.losses().length ? c.losses()[at] : Double.NaN))
                    .mean();
        }
        return mean;
    }
}
