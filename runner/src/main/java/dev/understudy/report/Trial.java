package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * One run directory and the figures that follow from it.
 *
 * @param curves per driver, by seed; a driver without any is absent
 * @param endings the same for the result lines
 */
record Trial(RunFiles files, Map<Driver, List<Curve>> curves, Map<Driver, List<Ending>> endings) {
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
        return new Trial(files, curves, endings);
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

    /** ln(driver's mean-θ test loss / teacher's), over the seeds where both ended well; exp of its mean is the geometric mean ratio. */
    Estimate logRatio(Driver driver) {
        return Estimate.of(endingsOf(driver).stream()
                .mapToDouble(mine -> endingsOf(Driver.TEACHER).stream()
                        .filter(teachers -> teachers.seed() == mine.seed() && !teachers.diverged() && !mine.diverged())
                        .mapToDouble(teachers -> Math.log(mine.meanLoss() / teachers.meanLoss()))
                        .findFirst()
                        .orElse(Double.NaN)));
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
