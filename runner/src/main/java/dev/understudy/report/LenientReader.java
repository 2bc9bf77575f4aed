package dev.understudy.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.understudy.fault.Fault;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what can be read of a directory's files, and counts what cannot. Whoever resumes a run reads strictly instead. */
final class LenientReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private final Path directory;
    private int unreadable;

    LenientReader(Path directory) {
        this.directory = directory;
    }

    /** Files and lines that were there and could not be read. */
    int unreadable() {
        return unreadable;
    }

    /** Empty where there is no such file. */
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

    JsonNode yaml(String text) {
        return parse(YAML, text);
    }

    JsonNode json(String name) {
        return parse(JSON, text(name));
    }

    private JsonNode parse(ObjectMapper mapper, String text) {
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

    <T> Optional<T> record(JsonNode node, Class<T> type, String name) {
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
            record(parse(JSON, line), type, name + ":" + number).ifPresent(records::add);
        }
        return records;
    }
}
