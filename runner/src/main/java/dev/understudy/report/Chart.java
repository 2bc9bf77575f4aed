package dev.understudy.report;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The charts of a page: their texts, which the page shows and a CSV has in its head, and their curves, as the script
 * draws them.
 */
enum Chart {
    ALL("overlay", "All imitators", "training-mode loss (nats)", "step"),
    LOSS("loss", "Model loss per step", "training-mode loss (nats)", "step"),
    AGAINST("against", "Against the tuned teacher", "training-mode loss (nats)", "step"),
    TEST_LOSS("testLoss", "Test loss", "test loss (nats)", "step"),
    TEST_ACCURACY("testAccuracy", "Test accuracy", "test accuracy (%)", "step"),
    RELATIVE_DIFFERENCE(
            "relativeDifference",
            "Relative difference of the updates",
            "‖Δ̂ − u‖ / ‖u‖",
            "step",
            "relative difference"),
    BIAS("bias", "Mean signed error of the updates, in units of mean |u|", "bias", "step"),
    MAX_CELL("maxCell", "Largest cell state |c|", "max |c|", "step"),
    MEAN_THETA("meanTheta", "Mean size of the weights |θ|", "mean |θ|", "step", "mean |theta|"),
    IMITATION_LOSS("imitationLoss", "Imitation loss", "imitation loss", "meta-step"),
    TASK_LOSS("taskLoss", "Task loss over the unroll or window", "task loss (nats), or its logarithm", "meta-step"),
    VALIDATION("validation", "Loss at the end of an episode, on the validation", "loss (nats)", "meta-step"),
    MODEL_LOSS(
            "modelLoss",
            "Model loss at the first and last step of the unroll or window",
            "training-mode loss (nats)",
            "meta-step"),
    LEARNING_RATE("learningRate", "Learning rate of the meta-optimizer", "learning rate", "meta-step");

    /** The kinds of rollouts in the order of the legend. */
    private static final List<Map.Entry<String, String>> ROLLOUTS = List.of(
            entry("imitator", "Imitator"),
            entry("teacher", "Teacher"),
            entry("floor", "Floor"),
            entry("noUpdate", "No update"));

    private static final List<Map.Entry<String, String>> PATHS =
            List.of(entry("imitator", "Closed loop (imitator drives)"), entry("teacher", "Open loop (teacher drives)"));

    private final String key;
    private final String title;
    private final String quantity;
    private final String along;
    private final String column;

    Chart(String key, String title, String quantity, String along) {
        this(key, title, quantity, along, quantity);
    }

    Chart(String key, String title, String quantity, String along, String column) {
        this.key = key;
        this.title = title;
        this.quantity = quantity;
        this.along = along;
        this.column = column;
    }

    /** Its name for the script. */
    String key() {
        return key;
    }

    String title() {
        return title;
    }

    /** The quantity on the vertical axis, with its unit. */
    String quantity() {
        return quantity;
    }

    /** The quantity on the horizontal axis. */
    String along() {
        return along;
    }

    /** The vertical quantity in ASCII, which every program can read. */
    String column() {
        return column;
    }

    /** The views of a trial's chart. @param data the trial's JSON from {@link ChartData} */
    List<View> views(JsonNode data) {
        JsonNode points = data.path("points");
        JsonNode training = data.path("training");
        return switch (this) {
            case ALL -> throw new IllegalArgumentException("the curves of all trials are not a chart of one trial");
            case LOSS -> panels(data.path("loss"));
            case AGAINST -> List.of(new View("", against(data.path("against"))));
            case RELATIVE_DIFFERENCE, BIAS ->
                List.of(new View("", lines(PATHS, points.path(key), "mean", points.path("steps"))));
            case TEST_LOSS, TEST_ACCURACY, MAX_CELL, MEAN_THETA ->
                List.of(new View("", lines(ROLLOUTS, points.path(key), "mean", points.path("steps"))));
            case MODEL_LOSS ->
                List.of(new View(
                        "",
                        List.of(
                                training(training, "modelLossFirst", "First"),
                                training(training, "modelLossLast", "Last"))));
            case VALIDATION ->
                List.of(new View(
                        "",
                        List.of(new Line(
                                key,
                                title,
                                training.path(key).path("metaSteps"),
                                training.path(key).path("losses")))));
            case IMITATION_LOSS, TASK_LOSS, LEARNING_RATE ->
                List.of(new View("", List.of(training(training, key, title))));
        };
    }

    /** The view of {@link #ALL}: every trial's imitator and teacher, as a mean over its seeds if it has several. */
    static View ofAll(JsonNode trials) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            String label = trials.get(i).path("label").asText();
            List<View> panels = panels(trials.get(i).path("loss"));
            for (Line line : panels.isEmpty()
                    ? List.<Line>of()
                    : panels.get(panels.size() - 1).lines()) {
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
        return new View("", lines);
    }

    private static List<View> panels(JsonNode loss) {
        List<View> panels = new ArrayList<>();
        loss.path("panels")
                .forEach(panel -> panels.add(
                        new View(panel.path("name").asText(), lines(ROLLOUTS, panel, "smooth", loss.path("steps")))));
        return panels;
    }

    /** The lines of the tuned teachers; their names are in the data. */
    private static List<Line> against(JsonNode against) {
        List<Line> lines = new ArrayList<>();
        against.path("lines")
                .fields()
                .forEachRemaining(line -> lines.add(new Line(
                        line.getKey(),
                        line.getValue().path("label").asText(),
                        against.path("steps"),
                        line.getValue().path("mean"))));
        return lines;
    }

    private static Line training(JsonNode training, String key, String label) {
        return new Line(key, label, training.path("metaSteps"), training.path(key));
    }

    /** The lines of the keys that the data has, with their labels. */
    private static List<Line> lines(
            List<Map.Entry<String, String>> labels, JsonNode of, String values, JsonNode along) {
        return labels.stream()
                .filter(label -> of.has(label.getKey()))
                .map(label -> new Line(
                        label.getKey(),
                        label.getValue(),
                        along,
                        of.get(label.getKey()).path(values)))
                .toList();
    }

    /**
     * One view of a chart, with exactly the numbers that the page has for it.
     *
     * @param name of the view, if a chart has several; else empty
     */
    record View(String name, List<Line> lines) {
        /** The first line before this one with the same values; empty for a line without values. */
        Optional<Line> sameBefore(Line line) {
            return line.known().length == 0
                    ? Optional.empty()
                    : lines.stream()
                            .takeWhile(other -> other != line)
                            .filter(line::sameAs)
                            .findFirst();
        }
    }

    /**
     * A curve.
     *
     * @param key its name for the script
     * @param along the steps at which it has values
     * @param values null if unknown
     */
    record Line(String key, String label, JsonNode along, JsonNode values) {
        /** Indices of the known values, which are drawn. */
        int[] known() {
            return IntStream.range(0, values.size())
                    .filter(i -> values.get(i).isNumber())
                    .toArray();
        }

        private boolean sameAs(Line other) {
            return values.equals(other.values) && along.equals(other.along);
        }
    }
}
