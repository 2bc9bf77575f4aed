package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Kind;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.Provenance;
import dev.understudy.run.RolloutKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * One run directory and the figures computed from it.
 *
 * @param curves by who drives, then by seed; a kind of rollout without curves is absent
 * @param results the same for the result lines
 * @param signed whether a loss is 0 or below, so that ratios of losses are meaningless
 */
record Trial(
        RunFiles files, Map<RolloutKind, List<Curve>> curves, Map<RolloutKind, List<Result>> results, boolean signed) {
    static Trial of(RunFiles files) {
        Map<RolloutKind, Map<Long, List<Point>>> points = new EnumMap<>(RolloutKind.class);
        List<Result> ended = new ArrayList<>();
        for (EvaluationLine line : files.evaluation()) {
            if (line instanceof Point point) {
                points.computeIfAbsent(point.rollout(), d -> new TreeMap<>())
                        .computeIfAbsent(point.seed(), s -> new ArrayList<>())
                        .add(point);
            } else if (line instanceof Result result && result.kind() == Kind.RESULT) {
                ended.add(result);
            }
        }
        Map<RolloutKind, List<Curve>> curves = new EnumMap<>(RolloutKind.class);
        points.forEach((rollout, bySeed) -> curves.put(
                rollout,
                bySeed.entrySet().stream()
                        .map(e -> Curve.of(e.getKey(), e.getValue()))
                        .toList()));
        Map<RolloutKind, List<Result>> results = bySeed(ended);
        return new Trial(files, curves, results, signed(curves, results));
    }

    /** Results by increasing seed; of two lines for one seed the later one is used. */
    private static Map<RolloutKind, List<Result>> bySeed(List<Result> results) {
        Map<RolloutKind, Map<Long, Result>> sorted = new EnumMap<>(RolloutKind.class);
        results.forEach(result ->
                sorted.computeIfAbsent(result.rollout(), d -> new TreeMap<>()).put(result.seed(), result));
        Map<RolloutKind, List<Result>> all = new EnumMap<>(RolloutKind.class);
        sorted.forEach((rollout, bySeed) -> all.put(rollout, List.copyOf(bySeed.values())));
        return all;
    }

    /** The steps before the end at which the final figures were computed as well, in order. */
    List<Integer> horizons() {
        return horizonLines().map(Result::step).distinct().sorted().toList();
    }

    /** The same trial with the figures of one of its {@link #horizons}. */
    Trial at(int horizon) {
        return new Trial(
                files,
                curves,
                bySeed(horizonLines().filter(line -> line.step() == horizon).toList()),
                signed);
    }

    private Stream<Result> horizonLines() {
        return files.evaluation().stream()
                .filter(line -> line.kind() == Kind.HORIZON)
                .map(Result.class::cast);
    }

    String label() {
        return files.label();
    }

    /** The objective of its training in its config: a word, or an object of one key; missing in older runs. */
    private JsonNode objective() {
        return files.config().path("training").path("objective");
    }

    /** Whether it was trained by its tasks' own loss, in at least one phase. */
    boolean learnsFromTasks() {
        return objective().isObject() && !objective().has("imitation");
    }

    /** Whether φ was validated during its training. */
    boolean validated() {
        return files.metrics().stream().anyMatch(line -> !line.validation().isEmpty());
    }

    /** Whether it was trained to imitate, in at least one phase. */
    boolean imitates() {
        return !learnsFromTasks() || files.metrics().stream().anyMatch(line -> Double.isFinite(line.imitationLoss()));
    }

    List<Curve> curvesOf(RolloutKind rollout) {
        return curves.getOrDefault(rollout, List.of());
    }

    List<Result> resultsOf(RolloutKind rollout) {
        return results.getOrDefault(rollout, List.of());
    }

    /** Mean over the seeds on which rollouts of this kind did not diverge. */
    MeanWithError mean(RolloutKind rollout, ToDoubleFunction<Result> figure) {
        return MeanWithError.of(
                resultsOf(rollout).stream().filter(result -> !result.diverged()).mapToDouble(figure));
    }

    /** Mean over the seeds on which neither imitator nor teacher diverged, so that both can be compared. */
    MeanWithError pairedMean(RolloutKind rollout, ToDoubleFunction<Result> figure) {
        return MeanWithError.of(resultsOf(rollout).stream()
                .filter(result ->
                        endedWell(RolloutKind.IMITATOR, result.seed()) && endedWell(RolloutKind.TEACHER, result.seed()))
                .mapToDouble(figure));
    }

    private boolean endedWell(RolloutKind rollout, long seed) {
        return resultsOf(rollout).stream().anyMatch(result -> result.seed() == seed && !result.diverged());
    }

    /** Largest value over the seeds; NaN without values. */
    double max(RolloutKind rollout, ToDoubleFunction<Result> figure) {
        return resultsOf(rollout).stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    /**
     * ln(test loss of the mean θ, divided by the teacher's), over the seeds on which neither diverged; exp of its mean
     * is the geometric mean ratio. Unknown if losses are {@link #signed}.
     */
    MeanWithError logRatio(RolloutKind rollout) {
        return signed
                ? MeanWithError.of(DoubleStream.empty())
                : againstTeacher(rollout, (mine, other) -> Math.log(mine / other));
    }

    /** The test loss of the mean θ minus the teacher's, over the same seeds: used if a ratio is meaningless. */
    MeanWithError difference(RolloutKind rollout) {
        return againstTeacher(rollout, (mine, other) -> mine - other);
    }

    private MeanWithError againstTeacher(RolloutKind rollout, DoubleBinaryOperator figure) {
        return MeanWithError.of(resultsOf(rollout).stream()
                .mapToDouble(mine -> resultsOf(RolloutKind.TEACHER).stream()
                        .filter(teachers -> teachers.seed() == mine.seed() && !teachers.diverged() && !mine.diverged())
                        .mapToDouble(teachers -> figure.applyAsDouble(mine.meanLoss(), teachers.meanLoss()))
                        .findFirst()
                        .orElse(Double.NaN)));
    }

    /** Whether the imitator imitates, from these figures alone; the state of the run does not matter. */
    Verdict verdict() {
        return Verdict.of(new Verdict.Figures(
                bar(), resultsOf(RolloutKind.IMITATOR).stream().map(this::seed).toList(), signed, otherTeacher()));
    }

    private Verdict.Seed seed(Result imitator) {
        Optional<Result> teacher = of(RolloutKind.TEACHER, imitator.seed());
        return new Verdict.Seed(
                imitator.meanLoss(),
                teacher.map(Result::meanLoss).orElse(Double.NaN),
                of(RolloutKind.NO_UPDATE, imitator.seed()).map(Result::meanLoss).orElse(Double.NaN),
                of(RolloutKind.FLOOR, imitator.seed()).map(Result::meanLoss).orElse(Double.NaN),
                imitator.diverged(),
                teacher.map(Result::diverged).orElse(false));
    }

    private Optional<Result> of(RolloutKind rollout, long seed) {
        return resultsOf(rollout).stream()
                .filter(result -> result.seed() == seed)
                .findFirst();
    }

    /** See {@link Verdict#bar}. */
    double bar() {
        JsonNode teacher = files.config().path("teacher");
        String rule =
                teacher.isObject() && teacher.size() == 1 ? teacher.fieldNames().next() : teacher.asText();
        return Verdict.bar(rule, teacher.path(rule).path("momentum").asDouble(0), steps());
    }

    /** Steps of the imitator's longest rollout; 0 if none has ended. */
    long steps() {
        return resultsOf(RolloutKind.IMITATOR).stream()
                .mapToLong(Result::step)
                .max()
                .orElse(0);
    }

    /**
     * How the teacher differs from the imitated one, in words; null if it is the one that the imitator was trained on,
     * at the learning rate at which it drives, and if an older run lacks this.
     */
    private String otherTeacher() {
        Provenance.Teachers teachers =
                files.session().map(Provenance::teachers).orElse(new Provenance.Teachers(null, null, null));
        String imitated = teachers.imitated();
        String here = teachers.evaluatedOn();
        if (imitated == null || here == null || imitated.equals(here)) {
            return null;
        }
        String trained = teachers.drivenAs() == null
                ? without(here, imitated)
                : without(imitated, teachers.trainedOn()) + ", drives as " + without(here, imitated);
        return "it was trained on " + trained + " and is compared here with " + without(imitated, here);
    }

    /** The teacher's text; if the rule is the same, with only the constants that differ. */
    private static String without(String common, String teacher) {
        String[] parts = teacher.split(" with ", 2);
        if (parts.length < 2 || !common.startsWith(parts[0] + " with ")) {
            return teacher;
        }
        List<String> known = List.of(common.substring(parts[0].length() + 6).split(", "));
        return parts[0] + " with "
                + Arrays.stream(parts[1].split(", "))
                        .filter(constant -> !known.contains(constant))
                        .collect(Collectors.joining(", "));
    }

    /**
     * Whether a loss is negative. Cross-entropies and squares are never below 0; some losses are, a cosine's for
     * example.
     */
    private static boolean signed(Map<RolloutKind, List<Curve>> curves, Map<RolloutKind, List<Result>> results) {
        return results.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(result -> result.meanLoss() <= 0 || result.testLoss() < 0)
                || curves.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(curve -> DoubleStream.of(curve.losses()).anyMatch(loss -> loss < 0)
                                || curve.points().stream().anyMatch(point -> point.testLoss() < 0));
    }

    /** The result with the earliest divergence over all seeds. */
    Optional<Result> firstDiverged(RolloutKind rollout) {
        return resultsOf(rollout).stream().filter(Result::diverged).min(Comparator.comparingInt(Result::firstBadStep));
    }

    /** The step from which on a mean over the seeds would hide a divergence; Long.MAX_VALUE if none diverged. */
    long firstBadStep(RolloutKind rollout) {
        long inCurves =
                curvesOf(rollout).stream().mapToLong(Curve::firstBadStep).min().orElse(Long.MAX_VALUE);
        return Math.min(
                inCurves,
                firstDiverged(rollout).map(bad -> (long) bad.firstBadStep()).orElse(Long.MAX_VALUE));
    }

    /** Sentences about the length of the rollouts and the time of a step; empty if unknown. */
    List<String> driving() {
        return Stream.concat(
                        Survival.of(this).map(Survival::sentence).stream(),
                        StepMillis.of(this).map(StepMillis::sentence).stream())
                .toList();
    }

    /** Whether it was trained by evolution, which has episodes and windows instead of unrolls. */
    boolean evolved() {
        return objective().has("evolution");
    }

    /**
     * Steps of the longest stretch that φ learned from at once: an unroll, or the longest episode of evolution; 0 if
     * the config lacks it.
     */
    int trainedOver() {
        return evolved() ? objective().path("evolution").path("longest").asInt(0) : unroll();
    }

    /**
     * Steps of the training's episodes, the longest of evolution's; 0 if its config has no training, as in an
     * evaluation of a given imitator, or lacks the number.
     */
    int trainedTo() {
        JsonNode training = files.config().path("training");
        if (training.path("metaSteps").asLong(0) == 0) {
            return 0;
        }
        return evolved() ? trainedOver() : training.path("episode").asInt(unroll());
    }

    /** Steps per meta-step; 0 if the config lacks them. */
    private int unroll() {
        return files.config().path("training").path("unroll").asInt(0);
    }
}
