package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One view of a chart as the script draws it, from the very numbers that the page holds for it.
 *
 * @param name of the view, where a chart has several; else empty
 */
record Drawn(String name, List<Line> lines) {
    /** Who drives, in the order of the legend: what moves on its own comes first. */
    private static final Map<String, String> DRIVERS = new LinkedHashMap<>();

    private static final Map<String, String> PATHS = new LinkedHashMap<>();

    static {
        DRIVERS.put("imitator", "Imitator");
        DRIVERS.put("teacher", "Teacher");
        DRIVERS.put("floor", "Floor");
        DRIVERS.put("nothing", "Nothing");
        PATHS.put("imitator", "Closed loop (imitator drives)");
        PATHS.put("teacher", "Open loop (teacher drives)");
    }

    /**
     * A curve.
     *
     * @param key its name for the script
     * @param along the steps at which it has values
     * @param values null where there is none
     */
    record Line(String key, String label, JsonNode along, JsonNode values) {
        /** Indices of what is drawn. */
        int[] known() {
            return IntStream.range(0, values.size())
                    .filter(i -> values.get(i).isNumber())
                    .toArray();
        }

        boolean sameAs(Line other) {
            return values.equals(other.values) && along.equals(other.along);
        }
    }

    /** The views of a trial's chart; {@code data} is what {@link ChartData} has for the trial. */
    static List<Drawn> of(Chart chart, JsonNode data) {
        JsonNode points = data.path("points");
        JsonNode training = data.path("training");
        return switch (chart) {
            case ALL -> throw new IllegalArgumentException("the curves of all trials are no chart of one");
            case LOSS -> panels(data.path("loss"));
            case RELATIVE_DIFFERENCE, BIAS ->
                List.of(new Drawn("", lines(PATHS, points.path(chart.key()), "mean", points.path("steps"))));
            case TEST_LOSS, TEST_ACCURACY, MAX_CELL, MEAN_THETA ->
                List.of(new Drawn("", lines(DRIVERS, points.path(chart.key()), "mean", points.path("steps"))));
            case MODEL_LOSS ->
                List.of(new Drawn(
                        "",
                        List.of(
                                training(training, "modelLossFirst", "First"),
                                training(training, "modelLossLast", "Last"))));
            case IMITATION_LOSS, LEARNING_RATE ->
                List.of(new Drawn("", List.of(training(training, chart.key(), chart.title()))));
        };
    }

    /** Every trial's imitator and teacher, over the mean of its seeds where it has several. */
    static Drawn all(JsonNode trials) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            JsonNode trial = trials.get(i);
            JsonNode panels = trial.path("loss").path("panels");
            String label = trial.path("label").asText();
            for (Line line : panels.isEmpty()
                    ? List.<Line>of()
                    : lines(
                            DRIVERS,
                            panels.get(panels.size() - 1),
                            "smooth",
                            trial.path("loss").path("steps"))) {
                boolean imitator = line.key().equals("imitator");
                if (imitator || line.key().equals("teacher")) {
                    lines.add(new Line(
                            i + "-" + line.key(),
                            imitator ? label : "Teacher of " + label,
                            line.along(),
                            line.values()));
                }
            }
        }
        return new Drawn("", lines);
    }

    private static List<Drawn> panels(JsonNode loss) {
        List<Drawn> panels = new ArrayList<>();
        loss.path("panels")
                .forEach(panel -> panels.add(
                        new Drawn(panel.path("name").asText(), lines(DRIVERS, panel, "smooth", loss.path("steps")))));
        return panels;
    }

    private static Line training(JsonNode training, String key, String label) {
        return new Line(key, label, training.path("metaSteps"), training.path(key));
    }

    private static List<Line> lines(Map<String, String> labels, JsonNode of, String values, JsonNode along) {
        List<Line> lines = new ArrayList<>();
        labels.forEach((key, label) -> {
            if (of.has(key)) {
                lines.add(new Line(key, label, along, of.get(key).path(values)));
            }
        });
        return lines;
    }

    /** The first line before this one that has the same values; there is none for a line without values. */
    Optional<Line> sameBefore(Line line) {
        return line.known().length == 0
                ? Optional.empty()
                : lines.stream()
                        .takeWhile(other -> other != line)
                        .filter(line::sameAs)
                        .findFirst();
    }
}
