package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The description of a run as HTML: its experiment in five lines from the config, and its sessions from the provenance.
 */
final class RunDescription {
    private RunDescription() {}

    static String ofConfig(Trial trial) {
        JsonNode config = trial.files().config();
        String rows = fact("Teacher", words(config.path("teacher")) + schedule(config.path("evaluation")))
                + fact("Optimizee", words(config.path("optimizee")))
                + fact("Data", data(config.path("data")))
                + fact("Imitator", words(told(read(config.path("imitator")))))
                + fact("Training", training(config.path("training"), trial));
        return rows.isEmpty() ? "" : "<dl class=\"facts\">" + rows + "</dl>";
    }

    /**
     * The section without keys that an imitator of these features and this head does not use; unchanged if these are
     * unknown.
     */
    private static JsonNode read(JsonNode imitator) {
        Optional<Features> features = named(Features.class, imitator.path("features"));
        Optional<Head> head = named(Head.class, imitator.path("head"));
        return features.isEmpty() || head.isEmpty()
                ? imitator
                : imitator.<ObjectNode>deepCopy().without(Imitator.unread(features.get(), head.get()));
    }

    /** The section without a start from zeros, which is the default. */
    private static JsonNode told(JsonNode imitator) {
        return imitator.path("start").asText().equals("zero")
                ? imitator.<ObjectNode>deepCopy().without("start")
                : imitator;
    }

    /** The constant of a word in small letters with hyphens. */
    private static <E extends Enum<E>> Optional<E> named(Class<E> type, JsonNode word) {
        String name = word.asText().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }

    /** The schedule of the teacher that drives the evaluation; empty if it has none. */
    private static String schedule(JsonNode evaluation) {
        String word = evaluation.path("schedule").asText("constant");
        return word.equals("constant") ? "" : "; it drives by a " + word + " schedule over all steps";
    }

    private static String data(JsonNode data) {
        JsonNode idx = data.path("idx");
        JsonNode size = data.path("size");
        String what = idx.isTextual() ? "IDX files of " + idx.asText() : words(data.path("dataset"));
        return what + (size.isNumber() ? ", images of " + size.asText() + "×" + size.asText() : "") + range(data);
    }

    /** The range of training samples; empty if all are used. */
    private static String range(JsonNode data) {
        int from = data.path("from").asInt(0);
        JsonNode to = data.path("to");
        return from == 0 && !to.isNumber()
                ? ""
                : ", training samples from " + from + (to.isNumber() ? " to " + to.asText() : " on");
    }

    private static String training(JsonNode training, Trial trial) {
        List<String> parts = new ArrayList<>();
        for (String[] key : new String[][] {{"metaSteps", "meta-step"}, {"unroll", "step"}, {"replicas", "replica"}}) {
            boolean none = trial.evolved() && !key[0].equals("metaSteps"); // evolution has windows and particles
            if (training.path(key[0]).isNumber() && !none) {
                long n = training.path(key[0]).asLong();
                parts.add(Numbers.count(n) + " " + key[1] + (n == 1 ? "" : "s")
                        + (key[0].equals("unroll") ? " per unroll" : ""));
            }
        }
        if (trial.learnsFromTasks()) {
            parts.add("by " + words(training.path("objective")));
        }
        if (trial.imitates()
                && training.path("loss").isValueNode()
                && !training.path("loss").isNull()) {
            parts.add(training.path("loss").asText() + " loss");
        }
        double seconds = trial.files().metrics().stream()
                .mapToDouble(MetricsLine::seconds)
                .sum();
        if (seconds > 0) {
            parts.add("in " + Numbers.show(seconds, 3) + " s");
        }
        return String.join(", ", parts);
    }

    private static String fact(String name, String words) {
        return words.isBlank() ? "" : "<div><dt>" + name + "</dt><dd>" + Html.text(words) + "</dd></div>";
    }

    /**
     * An object as "key value, key value", one of a single object as "key: …"; values that are null or false are
     * omitted.
     */
    private static String words(JsonNode node) {
        if (node.isArray()) {
            List<String> parts = new ArrayList<>();
            node.forEach(item -> parts.add(words(item)));
            return String.join(parts.stream().allMatch(part -> part.matches("[\\d.]+")) ? " + " : " → ", parts);
        }
        if (!node.isObject()) {
            String text = node.isMissingNode() || node.isNull() ? "" : node.asText();
            return node.isDouble() ? text.replaceFirst("(\\.0)?E", "e").replaceFirst("\\.0$", "") : text;
        }
        return node.properties().stream()
                .filter(field ->
                        !field.getValue().isNull() && !field.getValue().asText().equals("false"))
                .map(field -> field.getValue().isObject()
                        ? field.getKey() + ": " + words(field.getValue())
                        : spaced(field.getKey()) + " " + words(field.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** "learning rate" for learningRate. */
    private static String spaced(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    static String ofProvenance(Trial trial) {
        StringBuilder rows = new StringBuilder();
        flatten("", trial.files().provenance(), rows);
        trial.files().status().ifPresent(status -> {
            rows.append(row("status.started", status.started().toString()));
            rows.append(row("status.updated", status.updated().toString()));
        });
        String table = rows.isEmpty()
                ? ""
                : "<details><summary>Provenance</summary><div class=\"table\"><table class=\"small plain\">"
                        + "<caption>Program, machine and inputs of this run</caption><tbody>" + rows
                        + "</tbody></table></div></details>";
        String config = trial.files().configText().isBlank()
                ? ""
                : "<details><summary>Resolved config</summary><pre>"
                        + Html.text(trial.files().configText()) + "</pre></details>";
        int unreadable = trial.files().unreadable();
        String note = unreadable == 0
                ? ""
                : "<p class=\"note\">Left out because unreadable, as after an interruption: " + unreadable
                        + (unreadable == 1 ? " file or line" : " files or lines") + ".</p>";
        String trace = trial.files().status().map(Status::stackTrace).orElse("");
        String failure = trace.isBlank()
                ? ""
                : "<details><summary>Stack trace of the failure</summary><pre>" + Html.text(trace) + "</pre></details>";
        return failure + table + config + note;
    }

    private static void flatten(String path, JsonNode node, StringBuilder rows) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), rows));
        } else if (node.isArray() && node.path(0).isContainerNode()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "." + (i + 1), node.get(i), rows);
            }
        } else if (!node.isMissingNode()) {
            rows.append(row(path, node.isArray() ? node.toString() : node.asText()));
        }
    }

    private static String row(String name, String value) {
        return Html.row("", Html.text(name), Html.text(value));
    }
}
