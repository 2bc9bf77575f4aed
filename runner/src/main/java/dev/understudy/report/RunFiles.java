package dev.understudy.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies in a run directory, as far as it can be read. A run may still be going on or may have been killed, so any file
 * may be missing and any line torn; what cannot be parsed is left out and counted, never guessed.
 *
 * @param label name/trial, from the last two parts of the path
 * @param configText config.yaml as it stands, empty when there is none
 * @param config the same, parsed; missing node when it cannot be
 * @param metrics lines of metrics.jsonl, by increasing meta-step
 * @param evaluation lines of evaluation.jsonl, in the order of the file
 * @param unreadable files and lines that are there and could not be parsed
 */
record RunFiles(
        String label,
        String configText,
        JsonNode config,
        JsonNode provenance,
        JsonNode status,
        List<JsonNode> metrics,
        List<JsonNode> evaluation,
        int unreadable) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    /** @throws Fault exit 2 where there is no such directory, 3 where a file in it is not readable */
    static RunFiles read(Path directory) {
        Path full = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(full)) {
            throw Fault.badInput(directory + " is not a run directory; expected a folder such as runs/<name>/seed-1");
        }
        int[] unreadable = {0};
        String configText = text(full.resolve("config.yaml"));
        JsonNode config = parse(YAML, configText, unreadable);
        JsonNode provenance = parse(JSON, text(full.resolve("provenance.json")), unreadable);
        JsonNode status = parse(JSON, text(full.resolve("status.json")), unreadable);
        List<JsonNode> metrics = increasing(lines(full.resolve("metrics.jsonl"), unreadable));
        List<JsonNode> evaluation = lines(full.resolve("evaluation.jsonl"), unreadable);
        return new RunFiles(label(full), configText, config, provenance, status, metrics, evaluation, unreadable[0]);
    }

    private static String label(Path full) {
        Path parent = full.getParent();
        String trial = String.valueOf(full.getFileName());
        return parent == null || parent.getFileName() == null ? trial : parent.getFileName() + "/" + trial;
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            return "";
        } catch (IOException e) {
            throw Fault.environment(
                    file + " cannot be read (" + e.getClass().getSimpleName() + "); check its permissions", e);
        }
    }

    private static JsonNode parse(ObjectMapper mapper, String text, int[] unreadable) {
        if (text.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode node = mapper.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            unreadable[0]++;
            return MissingNode.getInstance();
        }
    }

    private static List<JsonNode> lines(Path file, int[] unreadable) {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : text(file).split("\n")) {
            JsonNode node = parse(JSON, line, unreadable);
            if (node.isObject()) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** A run resumed from a checkpoint may write a meta-step again: what it writes last holds. */
    private static List<JsonNode> increasing(List<JsonNode> lines) {
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode line : lines) {
            while (!kept.isEmpty()
                    && kept.get(kept.size() - 1).path("metaStep").asLong()
                            >= line.path("metaStep").asLong()) {
                kept.remove(kept.size() - 1);
            }
            kept.add(line);
        }
        return kept;
    }

    /** NaN where the number is absent, null or not finite. */
    static double number(JsonNode node) {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
