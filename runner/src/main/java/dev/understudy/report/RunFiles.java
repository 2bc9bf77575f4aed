package dev.understudy.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import dev.understudy.run.Status;
import dev.understudy.run.TunedTeacher;
import dev.understudy.run.WrittenConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a run directory, as far as they can be read. A run may still be at work or may have been killed, so any
 * file may be missing and any line cut. Unreadable files and lines are left out and counted, never guessed.
 *
 * @param label name/trial, from the last two parts of the path; of an evaluation "name/trial: evaluation"
 * @param configText config.yaml unchanged, empty if it is missing
 * @param config the same, parsed; missing node if it cannot be parsed
 * @param provenance provenance.json unchanged; missing node if it cannot be parsed
 * @param session the last one in it
 * @param metrics by increasing meta-step
 * @param evaluation in the order of the file
 * @param against the tuned teacher that the evaluation is compared with
 * @param unreadable existing files and lines that could not be read
 */
record RunFiles(
        String label,
        String configText,
        JsonNode config,
        JsonNode provenance,
        Optional<Provenance> session,
        Optional<Status> status,
        List<MetricsLine> metrics,
        List<EvaluationLine> evaluation,
        Optional<TunedTeacher> against,
        int unreadable) {

    /**
     * Reads a directory.
     *
     * @throws Fault exit 2 if the directory does not exist, or a later version wrote one of its files; 3 if a file in
     *     it is not readable
     */
    static RunFiles read(Path directory) {
        Path full = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(full)) {
            throw Fault.badInput(
                    directory.toString(),
                    Files.exists(full) ? "is not a folder" : "is not there",
                    "a run directory, such as runs/quickstart/seed-1",
                    "give the folder of a trial");
        }
        Reader reader = new Reader(full);
        String configText = reader.text(RunDirectory.CONFIG);
        RunFormat.checkConfig(configText, full.resolve(RunDirectory.CONFIG).toString());
        JsonNode provenance = reader.json(RunDirectory.PROVENANCE);
        return new RunFiles(
                label(full),
                configText,
                WrittenConfig.renamed(reader.tree(Reader.YAML, configText)),
                provenance,
                reader.lastSession(provenance),
                reader.status().map(status -> status.seenIn(full)),
                increasing(reader.lines(RunDirectory.METRICS, MetricsLine.class)),
                reader.lines(RunDirectory.EVALUATION, EvaluationLine.class),
                reader.record(reader.json(RunDirectory.AGAINST), TunedTeacher.class, RunDirectory.AGAINST),
                reader.unreadable);
    }

    /** The label alone, without reading the directory. */
    static String labelOf(Path directory) {
        return label(directory.toAbsolutePath().normalize());
    }

    private static String label(Path full) {
        Path parent = full.getParent();
        String trial = String.valueOf(full.getFileName());
        if (parent != null && parent.endsWith(RunDirectory.EVALUATIONS) && parent.getParent() != null) {
            return label(parent.getParent()) + ": " + trial;
        }
        return parent == null || parent.getFileName() == null ? trial : parent.getFileName() + "/" + trial;
    }

    /**
     * The lines by increasing meta-step. A run resumed from a checkpoint may repeat a meta-step; its later line is
     * used.
     */
    private static List<MetricsLine> increasing(List<MetricsLine> lines) {
        List<MetricsLine> kept = new ArrayList<>();
        for (MetricsLine line : lines) {
            while (!kept.isEmpty() && kept.get(kept.size() - 1).metaStep() >= line.metaStep()) {
                kept.remove(kept.size() - 1);
            }
            kept.add(line);
        }
        return kept;
    }

    /**
     * Reads files and counts unreadable parts. A run that is continued reads its lines with {@link
     * dev.understudy.run.JsonLines} instead, strictly.
     */
    private static final class Reader {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final ObjectMapper YAML = new YAMLMapper();

        private final Path directory;
        private int unreadable;

        Reader(Path directory) {
            this.directory = directory;
        }

        /** Empty if the file does not exist. */
        String text(String name) {
            Path file = directory.resolve(name);
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            } catch (NoSuchFileException missing) {
                return "";
            } catch (IOException e) {
                throw Fault.environment(
                        file.toString(),
                        "cannot be read (" + e.getClass().getSimpleName() + ")",
                        "a file that this user may read",
                        "check its permissions",
                        e);
            }
        }

        JsonNode json(String name) {
            return tree(JSON, text(name));
        }

        JsonNode tree(ObjectMapper mapper, String text) {
            if (text.isBlank()) {
                return MissingNode.getInstance();
            }
            try {
                JsonNode node = mapper.readTree(text);
                return node == null ? MissingNode.getInstance() : node;
            } catch (JsonProcessingException e) {
                unreadable++;
                return MissingNode.getInstance();
            }
        }

        private <T> Optional<T> record(JsonNode node, Class<T> type, String name) {
            if (!node.isObject()) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        RunFormat.read(node, type, directory.resolve(name).toString()));
            } catch (IllegalArgumentException e) {
                unreadable++;
                return Optional.empty();
            }
        }

        /** The status of a trial, or of an evaluation with a folder of its own. */
        Optional<Status> status() {
            for (String name : List.of(RunDirectory.STATUS, RunDirectory.EVALUATION_STATUS)) {
                JsonNode status = json(name);
                if (!status.isMissingNode()) {
                    return record(status, Status.class, name);
                }
            }
            return Optional.empty();
        }

        Optional<Provenance> lastSession(JsonNode provenance) {
            String name = RunDirectory.PROVENANCE;
            return record(provenance, Provenance.Sessions.class, name)
                    .flatMap(content -> content.runs().isEmpty()
                            ? Optional.empty()
                            : record(content.runs().get(content.runs().size() - 1), Provenance.class, name));
        }

        <T> List<T> lines(String name, Class<T> type) {
            List<T> records = new ArrayList<>();
            int number = 0;
            for (String line : text(name).split("\n")) {
                number++;
                record(tree(JSON, line), type, name + ":" + number).ifPresent(records::add);
            }
            return records;
        }
    }
}
