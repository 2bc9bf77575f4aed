package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * One run directory and the figures that follow from it.
 *
 * @param curves per driver, by seed; a driver without any is absent
 * @param endings the same for the result lines
 * @param signed whether a loss of 0 or below was met, so that no ratio of losses means anything
 */
record Trial(RunFiles files, Map<Driver, List<Curve>> curves, Map<Driver, List<Ending>> endings, boolean signed) {
    static Trial of(RunFiles files) {
        Map<Driver, Map<Long, List<JsonNode>>> points = new EnumMap<>(Driver.class);
        Map<Driver, Map<Long, Ending>> results = new EnumMap<>(Driver.class);
        for (JsonNode line : files.evaluation()) {
            Optional<Driver> driver = Driver.of(line.path("driver").asText());
            if (driver.isEmpty() || !line.path("seed").isNumber()) {
                continue;
            }
            long seed = line.path("seed").asLong();
            if (line.path("kind").asText().equals("point")) {
                points.computeIfAbsent(driver.get(), d -> new TreeMap<>())
                        .computeIfAbsent(seed, s -> new ArrayList<>())
                        .add(line);
            } else if (line.path("kind").asText().equals("result")) {
                results.computeIfAbsent(driver.get(), d -> new TreeMap<>()).put(seed, Ending.of(line));
            }
        }
        Map<Driver, List<Curve>> curves = new EnumMap<>(Driver.class);
        points.forEach((driver, bySeed) -> curves.put(
                driver,
                bySeed.entrySet().stream()
                        .map(e -> Curve.of(e.getKey(), e.getValue()))
                        .toList()));
        Map<Driver, List<Ending>> endings = new EnumMap<>(Driver.class);
        results.forEach((driver, bySeed) -> endings.put(driver, List.copyOf(bySeed.values())));
        return new Trial(files, curves, endings, signed(curves, endings));
    }

    String label() {
        return files.label();
    }

    List<Curve> curvesOf(Driver driver) {
        return curves.getOrDefault(driver, List.of());
    }

    List<Ending> endingsOf(Driver driver) {
        return endings.getOrDefault(driver, List.of());
    }

    /** Mean over the driver's seeds that did not diverge. */
    Estimate mean(Driver driver, ToDoubleFunction<Ending> figure) {
        return Estimate.of(
                endingsOf(driver).stream().filter(ending -> !ending.diverged()).mapToDouble(figure));
    }

    /** Mean over the seeds on which imitator and teacher both ended well: what may be set side by side. */
    Estimate pairedMean(Driver driver, ToDoubleFunction<Ending> figure) {
        return Estimate.of(endingsOf(driver).stream()
                .filter(ending -> endedWell(Driver.IMITATOR, ending.seed()) && endedWell(Driver.TEACHER, ending.seed()))
                .mapToDouble(figure));
    }

    private boolean endedWell(Driver driver, long seed) {
        return endingsOf(driver).stream().anyMatch(ending -> ending.seed() == seed && !ending.diverged());
    }

    /** Largest over the driver's seeds; NaN when there is none. */
    double max(Driver driver, ToDoubleFunction<Ending> figure) {
        return endingsOf(driver).stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    /**
     * ln(driver's mean-θ test loss / teacher's), over the seeds where both ended well; exp of its mean is the geometric
     * mean ratio. Not known where losses are {@link #signed}.
     */
    Estimate logRatio(Driver driver) {
        return signed
                ? Estimate.of(DoubleStream.empty())
                : againstTeacher(driver, (mine, other) -> Math.log(mine / other));
    }

    /** The driver's mean-θ test loss minus the teacher's, over the same seeds: what is left where there is no ratio. */
    Estimate difference(Driver driver) {
        return againstTeacher(driver, (mine, other) -> mine - other);
    }

    private Estimate againstTeacher(Driver driver, DoubleBinaryOperator figure) {
        return Estimate.of(endingsOf(driver).stream()
                .mapToDouble(mine -> endingsOf(Driver.TEACHER).stream()
                        .filter(teachers -> teachers.seed() == mine.seed() && !teachers.diverged() && !mine.diverged())
                        .mapToDouble(teachers -> figure.applyAsDouble(mine.meanLoss(), teachers.meanLoss()))
                        .findFirst()
                        .orElse(Double.NaN)));
    }

    /** Whether the imitator imitates, from these figures alone, whatever became of the run. */
    Judgement judgement() {
        return Judgement.of(new Judgement.Figures(
                bar(), endingsOf(Driver.IMITATOR).stream().map(this::seed).toList(), signed, otherTeacher()));
    }

    private Judgement.Seed seed(Ending imitator) {
        Optional<Ending> teacher = of(Driver.TEACHER, imitator.seed());
        return new Judgement.Seed(
                imitator.meanLoss(),
                teacher.map(Ending::meanLoss).orElse(Double.NaN),
                of(Driver.NOTHING, imitator.seed()).map(Ending::meanLoss).orElse(Double.NaN),
                of(Driver.FLOOR, imitator.seed()).map(Ending::meanLoss).orElse(Double.NaN),
                imitator.diverged(),
                teacher.map(Ending::diverged).orElse(false));
    }

    private Optional<Ending> of(Driver driver, long seed) {
        return endingsOf(driver).stream()
                .filter(ending -> ending.seed() == seed)
                .findFirst();
    }

    /** See {@link Judgement#bar}. */
    double bar() {
        JsonNode teacher = files.config().path("teacher");
        String rule =
                teacher.isObject() && teacher.size() == 1 ? teacher.fieldNames().next() : teacher.asText();
        long steps = endingsOf(Driver.IMITATOR).stream()
                .mapToLong(Ending::steps)
                .max()
                .orElse(0);
        return Judgement.bar(rule, teacher.path(rule).path("momentum").asDouble(0), steps);
    }

    /** In words; null where it is the one that the imitator was trained on, and where an older run does not tell. */
    private String otherTeacher() {
        JsonNode runs = files.provenance().path("runs");
        JsonNode teachers = runs.path(runs.size() - 1).path("teachers");
        String trained = teachers.path("trainedOn").asText("");
        String here = teachers.path("evaluatedOn").asText("");
        return trained.isEmpty() || here.isEmpty() || trained.equals(here)
                ? null
                : "it was trained on " + without(here, trained) + " and is held here against " + without(trained, here);
    }

    /** Of the same rule only the constants that differ. */
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

    /** Cross-entropies and squares are never below 0; the losses of some networks are, a cosine's for example. */
    private static boolean signed(Map<Driver, List<Curve>> curves, Map<Driver, List<Ending>> endings) {
        return endings.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(ending -> ending.meanLoss() <= 0 || ending.testLoss() < 0)
                || curves.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(curve -> DoubleStream.of(curve.losses()).anyMatch(loss -> loss < 0)
                                || curve.points().stream().anyMatch(point -> point.testLoss() < 0));
    }

    /** The seed on which the driver diverged first. */
    Optional<Ending> firstDiverged(Driver driver) {
        return endingsOf(driver).stream()
                .filter(Ending::diverged)
                .min((a, b) -> Long.compare(a.firstBadStep(), b.firstBadStep()));
    }

    /** Step from which on a mean over the driver's seeds would hide a divergence; Long.MAX_VALUE when none diverged. */
    long firstBadStep(Driver driver) {
        long inCurves =
                curvesOf(driver).stream().mapToLong(Curve::firstBadStep).min().orElse(Long.MAX_VALUE);
        return Math.min(
                inCurves, firstDiverged(driver).map(Ending::firstBadStep).orElse(Long.MAX_VALUE));
    }

    /** Steps per meta-step; 0 when the config does not tell. */
    int unroll() {
        return files.config().path("training").path("unroll").asInt(0);
    }
}
