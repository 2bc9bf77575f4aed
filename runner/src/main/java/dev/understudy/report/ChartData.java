package dev.understudy.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.engine.MetaTraining.Validated;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.TunedTeacher;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The data of the charts, as JSON for the script in the page, thinned so that the page stays below about 5 MB. */
final class ChartData {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Number of values of figure 1 in the whole page, about 10 bytes each. */
    private static final int LOSSES = 280_000;
    /** Number of values of the other figures in the whole page, up to 20 bytes each. */
    private static final int OTHERS = 90_000;
    /** The kinds of rollouts whose losses figure 1 shows. */
    private static final List<RolloutKind> IN_FIGURE_1 =
            List.of(RolloutKind.IMITATOR, RolloutKind.TEACHER, RolloutKind.NO_UPDATE);
    /** Window and order of the smoothing in the source's figure. */
    private static final SavitzkyGolay SMOOTHING = new SavitzkyGolay(31, 2);

    private ChartData() {}

    /** For each trial {@code {label, trainedOver, evolved, loss, points, training}}. */
    static ArrayNode of(List<Trial> trials) {
        int series = trials.stream().mapToInt(ChartData::lossSeries).sum();
        int losses = Math.max(60, Math.min(2000, LOSSES / series));
        int others = Math.max(30, Math.min(500, OTHERS / (trials.size() * 30)));
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Trial trial : trials) {
            ObjectNode node = all.addObject()
                    .put("label", trial.label())
                    .put("trainedOver", trial.trainedOver())
                    .put("evolved", trial.evolved());
            node.set("loss", losses(trial, losses));
            AgainstTuned.of(trial).ifPresent(against -> node.set("against", against(against)));
            node.set("points", points(trial, others));
            node.set("training", training(trial, others));
        }
        return all;
    }

    static String json(JsonNode data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the figures' numbers cannot be written as JSON", e);
        }
    }

    /** Number of series that {@link #losses} makes for a trial, which share the budget of values. */
    static int lossSeries(Trial trial) {
        return 2
                        * Stream.of(RolloutKind.IMITATOR, RolloutKind.TEACHER)
                                .mapToInt(d -> trial.curvesOf(d).size() + 1)
                                .sum()
                + trial.curvesOf(RolloutKind.NO_UPDATE).size()
                + 2;
    }

    /**
     * Figure 1: model loss per step as points and smoothed, one panel per seed and, if there are several, one of their
     * mean. {@code {steps: […], panels: [{name, imitator: {points, smooth}, …}]}}, at most about {@code most} values a
     * series.
     */
    private static ObjectNode losses(Trial trial, int most) {
        List<Curve> curves = IN_FIGURE_1.stream()
                .flatMap(rollout -> trial.curvesOf(rollout).stream())
                .toList();
        int[] kept = Thinning.indices(
                curves.stream().mapToInt(curve -> curve.losses().length).max().orElse(0), most);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("steps", integers(IntStream.of(kept).map(i -> i + 1)));
        ArrayNode panels = node.putArray("panels");
        List<Long> seeds = curves.stream().map(Curve::seed).distinct().sorted().toList();
        for (long seed : seeds) {
            ObjectNode panel = panels.addObject().put("name", "seed " + seed);
            for (RolloutKind rollout : IN_FIGURE_1) {
                trial.curvesOf(rollout).stream()
                        .filter(curve -> curve.seed() == seed)
                        .findFirst()
                        .ifPresent(curve -> panel.set(rollout.key(), series(rollout, curve.losses(), kept)));
            }
        }
        if (seeds.size() > 1) {
            ObjectNode panel = panels.addObject().put("name", "mean of " + seeds.size());
            for (RolloutKind rollout : IN_FIGURE_1) {
                if (!trial.curvesOf(rollout).isEmpty()) {
                    panel.set(rollout.key(), series(rollout, meanLosses(trial, rollout), kept));
                }
            }
        }
        return node;
    }

    /**
     * {@code {steps: […], lines: {imitator: {label, mean}, …}}}: imitator, teacher and the tuned teachers on one axis.
     */
    private static ObjectNode against(AgainstTuned against) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        TunedTeacher tuned = against.tuned();
        int[] steps = tuned.best().course().steps();
        node.set("steps", integers(IntStream.of(steps)));
        ObjectNode lines = node.putObject("lines");
        int[] all = IntStream.range(0, steps.length).toArray();
        for (RolloutKind rollout : List.of(RolloutKind.IMITATOR, RolloutKind.TEACHER)) {
            if (!against.trial().curvesOf(rollout).isEmpty()) {
                lines.putObject(rollout.key())
                        .put("label", rollout == RolloutKind.IMITATOR ? "Imitator" : "Teacher")
                        .set("mean", Thinning.floats(against.course(rollout), all));
            }
        }
        lines.putObject("tunedBest")
                .put("label", "Tuned: " + against.name(tuned.best()))
                .set("mean", Thinning.floats(course(tuned.best()), all));
        if (tuned.bestConstant() != null && !tuned.best().atConstantRate()) {
            lines.putObject("tunedConstant")
                    .put("label", "Tuned: " + against.name(tuned.bestConstant()))
                    .set("mean", Thinning.floats(course(tuned.bestConstant()), all));
        }
        return node;
    }

    private static double[] course(TunedTeacher.Candidate candidate) {
        float[] losses = candidate.course().batchLosses();
        return IntStream.range(0, losses.length).mapToDouble(i -> losses[i]).toArray();
    }

    private static ObjectNode series(RolloutKind rollout, double[] losses, int[] kept) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (rollout != RolloutKind.NO_UPDATE) {
            node.set("points", Thinning.floats(losses, kept));
        }
        node.set("smooth", Thinning.floats(SMOOTHING.smoothWithin(losses), kept));
        return node;
    }

    /**
     * Mean loss over the seeds. It ends at the first divergence of any seed, since the mean of the others would be too
     * good.
     */
    static double[] meanLosses(Trial trial, RolloutKind rollout) {
        List<Curve> curves = trial.curvesOf(rollout);
        int steps =
                curves.stream().mapToInt(curve -> curve.losses().length).max().orElse(0);
        return IntStream.range(0, (int) Math.max(0, Math.min(steps, trial.firstBadStep(rollout) - 1)))
                .mapToDouble(i -> MeanWithError.of(
                                curves.stream().mapToDouble(c -> i < c.losses().length ? c.losses()[i] : Double.NaN))
                        .mean())
                .toArray();
    }

    /**
     * Figures 2 and 3: the quantities measured every few steps, as mean, lowest and highest over seeds. {@code {steps:
     * […], testLoss: {imitator: {mean, low, high}, …}, …}}.
     */
    private static ObjectNode points(Trial trial, int most) {
        int[] all = trial.curves().values().stream()
                .flatMap(List::stream)
                .flatMap(curve -> curve.points().stream())
                .mapToInt(Point::step)
                .distinct()
                .sorted()
                .toArray();
        int[] steps = IntStream.of(Thinning.indices(all.length, most))
                .map(i -> all[i])
                .toArray();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("steps", integers(IntStream.of(steps)));
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
        trial.curves().keySet().forEach(rollout -> node.set(rollout.key(), overSeeds(trial, rollout, steps, figure)));
        return node;
    }

    /** Ends at the first divergence of any seed, since the mean of the others would be too good. */
    private static ObjectNode overSeeds(Trial trial, RolloutKind rollout, int[] steps, ToDoubleFunction<Point> figure) {
        int[] seeds = new int[steps.length];
        double[] sum = new double[steps.length];
        double[] low = new double[steps.length];
        double[] high = new double[steps.length];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        long bad = trial.firstBadStep(rollout);
        for (Curve curve : trial.curvesOf(rollout)) {
            for (Point point : curve.points()) {
                int i = Arrays.binarySearch(steps, point.step());
                double value = figure.applyAsDouble(point);
                if (i >= 0 && Double.isFinite(value) && point.step() < bad) {
                    seeds[i]++;
                    sum[i] += value;
                    low[i] = Math.min(low[i], value);
                    high[i] = Math.max(high[i], value);
                }
            }
        }
        Arrays.setAll(sum, i -> sum[i] / seeds[i]);
        int[] all = IntStream.range(0, steps.length).toArray();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("mean", Thinning.values(sum, all));
        if (trial.curvesOf(rollout).size() > 1) {
            node.set("low", Thinning.values(low, all));
            node.set("high", Thinning.values(high, all));
        }
        return node;
    }

    private static ObjectNode training(Trial trial, int most) {
        List<MetricsLine> lines = trial.files().metrics();
        int[] kept = Thinning.indices(lines.size(), most);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode at = node.putArray("metaSteps");
        Arrays.stream(kept).forEach(i -> at.add(lines.get(i).metaStep()));
        node.set("imitationLoss", along(lines, MetricsLine::imitationLoss, kept));
        if (trial.learnsFromTasks()) {
            node.set("taskLoss", along(lines, MetricsLine::taskLoss, kept));
        }
        if (trial.validated()) {
            node.set("validation", validation(lines, most));
        }
        node.set("learningRate", along(lines, MetricsLine::learningRate, kept));
        node.set("modelLossFirst", along(lines, MetricsLine::modelLossFirst, kept));
        node.set("modelLossLast", along(lines, MetricsLine::modelLossLast, kept));
        return node;
    }

    /** The validation, with meta-steps of its own that begin at 0. */
    private static ObjectNode validation(List<MetricsLine> lines, int most) {
        List<Validated> found =
                lines.stream().flatMap(line -> line.validation().stream()).toList();
        int[] kept = Thinning.indices(found.size(), most);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode at = node.putArray("metaSteps");
        Arrays.stream(kept).forEach(i -> at.add(found.get(i).metaStep()));
        node.set(
                "losses",
                Thinning.floats(found.stream().mapToDouble(Validated::loss).toArray(), kept));
        return node;
    }

    private static ArrayNode along(List<MetricsLine> lines, ToDoubleFunction<MetricsLine> figure, int[] kept) {
        return Thinning.values(lines.stream().mapToDouble(figure).toArray(), kept);
    }

    private static ArrayNode integers(IntStream values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
