package dev.understudy.loops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The figures that {@code peers/closed_loops.py} expects of a trial, with their tolerances; finds the differences of a run. */
final class Expected {
    /** Lines of an evaluation that have figures; there may be others. */
    private static final Set<String> KINDS = Set.of("point", "horizon", "result", "verdict");

    private static final Set<String> SHARES =
            Set.of("skewness", "kurtosis", "cosine", "bias", "lnRatio", "standardError");

    private final String trial;
    private final JsonNode file;

    private Expected(String trial, JsonNode file) {
        this.trial = trial;
        this.file = file;
    }

    static Expected of(String trial) {
        try {
            Path path = ClosedLoops.FOLDER.resolve(trial + ".json");
            return new Expected(trial, new ObjectMapper().readTree(path.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of lines as in the files of the evaluation and of the metrics. */
    JsonNode part(String part) {
        return file.path(part);
    }

    /** All texts of the console, of the page or of a row, one after the other. */
    List<String> texts(String part) {
        return flat(file.path(part));
    }

    /**
     * Texts of a run, with the expected ones in the few places that are open: there float32 may round the other way, and the
     * figures behind them are compared as figures.
     */
    List<String> settled(String part, List<String> said) {
        List<String> settled = new ArrayList<>(said);
        List<String> expected = texts(part);
        for (JsonNode place : file.path("open").path(part)) {
            if (place.asInt() < settled.size()) {
                settled.set(place.asInt(), expected.get(place.asInt()));
            }
        }
        return settled;
    }

    /** Lines of the console but those of a clock, which no other program can know. */
    static List<String> timeless(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("  Wall time per step: "))
                .toList();
    }

    private static List<String> flat(JsonNode node) {
        return node.isContainerNode()
                ? StreamSupport.stream(node.spliterator(), false)
                        .flatMap(part -> flat(part).stream())
                        .toList()
                : List.of(node.asText());
    }

    /** One line for each difference. */
    List<String> differences(Path directory) {
        return Stream.of(
                        evaluation(directory, line -> true),
                        lines("metrics", RawLines.read(directory.resolve(RunDirectory.METRICS))))
                .flatMap(List::stream)
                .toList();
    }

    /** Only of the lines that are not points of the curve. */
    List<String> differencesOfTheEnds(Path directory) {
        return evaluation(directory, line -> !line.path("kind").asText().equals("point"));
    }

    private List<String> evaluation(Path directory, Predicate<JsonNode> wanted) {
        return lines(
                "evaluation",
                RawLines.read(directory.resolve(RunDirectory.EVALUATION)).stream()
                        .filter(wanted.and(
                                line -> KINDS.contains(line.path("kind").asText())))
                        .toList());
    }

    /** The same for the loss of every step. */
    List<String> lossDifferences(Path directory) {
        List<JsonNode> points = RawLines.read(directory.resolve(RunDirectory.EVALUATION)).stream()
                .filter(line -> line.path("kind").asText().equals("point"))
                .toList();
        List<String> differences = new ArrayList<>();
        List<Long> seeds = ClosedLoops.config(trial).evaluation().seeds();
        for (String driver : List.of("imitator", "teacher", "noUpdate", "floor")) {
            double[] expected = Safetensors.read(ClosedLoops.FOLDER.resolve("losses.safetensors"))
                    .doubles(trial + "." + driver);
            double mean = Arrays.stream(expected).average().orElseThrow();
            double allowed = file.path("tolerances").path(driver + ".losses").doubleValue() * mean;
            List<Double> losses = new ArrayList<>();
            for (long seed : seeds) {
                points.stream()
                        .filter(line -> line.path("rollout").asText().equals(driver)
                                && line.path("seed").asLong() == seed)
                        .forEach(line -> line.path("losses").forEach(loss -> losses.add(loss.doubleValue())));
            }
            if (losses.size() != expected.length) {
                differences.add(driver + " has " + losses.size() + " losses; expected " + expected.length);
            }
            for (int i = 0; i < Math.min(losses.size(), expected.length); i++) {
                if (!(Math.abs(losses.get(i) - expected[i]) <= allowed)) {
                    differences.add(driver + ": loss " + i + " is " + losses.get(i) + "; expected " + expected[i]
                            + " within " + allowed);
                    break; // the others follow from it
                }
            }
        }
        return differences;
    }

    private List<String> lines(String part, List<JsonNode> lines) {
        List<String> differences = new ArrayList<>();
        if (lines.size() != file.path(part).size()) {
            differences.add(part + " has " + lines.size() + " lines; expected "
                    + file.path(part).size());
        }
        for (int i = 0; i < Math.min(lines.size(), file.path(part).size()); i++) {
            JsonNode line = file.path(part).get(i);
            String head = line.has("rollout")
                    ? line.path("rollout").asText()
                    : line.path("kind").asText("metrics");
            String place = part + " line " + (i + 1) + " (" + line.path("kind").asText("metrics") + ", "
                    + line.path("rollout").asText() + ", seed "
                    + line.path("seed").asText() + ") ";
            compare(place, head, line, lines.get(i), differences);
        }
        return differences;
    }

    /** @param key of the tolerance: the rollout, and the names on the way */
    private void compare(String place, String key, JsonNode expected, JsonNode found, List<String> differences) {
        if (expected.isObject()) {
            expected.fields().forEachRemaining(field -> {
                String name = field.getKey();
                if (field.getValue().isFloatingPointNumber()) {
                    number(
                            place,
                            key + "." + name,
                            field.getValue().doubleValue(),
                            scale(name, field.getValue().doubleValue(), expected),
                            found.path(name),
                            differences);
                } else {
                    compare(place, key + "." + name, field.getValue(), found.path(name), differences);
                }
            });
        } else if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
            String name = key.substring(key.lastIndexOf('.') + 1);
            for (int i = 0; i < expected.size(); i++) {
                double value = expected.get(i).doubleValue();
                number(place, key, value, scale(name, value, expected), found.get(i), differences);
            }
        } else if (!expected.equals(found)) {
            differences.add(place + key + " is " + found + "; expected " + expected);
        }
    }

    private void number(
            String place, String key, double expected, double scale, JsonNode found, List<String> differences) {
        double tolerance = file.path("tolerances").path(key).asDouble(0);
        double error = Math.abs(found.asDouble(Double.NaN) - expected) / scale;
        if (!(error <= tolerance)) {
            differences.add(place + key + " is " + found + "; expected " + expected + ", which differs by " + error
                    + " with a tolerance of " + tolerance);
        }
    }

    /** The generator's {@code scale}, which an error is divided by. */
    private static double scale(String name, double value, JsonNode beside) {
        if (SHARES.contains(name) || value == 0) {
            return Math.max(1, Math.abs(value));
        }
        double square = beside.has("variance")
                ? Math.pow(beside.path("mean").doubleValue(), 2)
                        + beside.path("variance").doubleValue()
                : 0;
        return Math.max(Math.abs(value), name.equals("variance") ? square : Math.sqrt(square));
    }
}
