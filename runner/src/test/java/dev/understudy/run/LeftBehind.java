package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of runs without what a clock decides, and without the lock's holder: two that were computed in the same way are
 * equal. The keys that a clock decides are left out of status and provenance, metrics and evaluation; of the provenance's
 * sessions the last one is looked at. A trial's report stands for whether it says what the files beside it say. All other
 * files are compared byte by byte.
 */
final class LeftBehind {
    private static final List<String> OF_THE_CLOCK = List.of("started", "ended", "updated", "seconds");

    private LeftBehind() {}

    static Map<String, Object> in(Path folder) {
        Map<String, Object> left = new TreeMap<>();
        try {
            for (Path file : Trees.files(folder)) {
                if (!file.endsWith(RunDirectory.LOCK)) {
                    left.put(file.toString(), content(folder.resolve(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    private static Object content(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.equals(RunDirectory.PROVENANCE)) {
            JsonNode runs = Json.read(file).orElseThrow().path("runs");
            return timeless(runs.get(runs.size() - 1));
        }
        if (name.endsWith(".json")) {
            return timeless(Json.read(file).orElseThrow());
        }
        if (name.endsWith(".jsonl")) {
            return JsonLines.objects(file).stream().map(LeftBehind::timeless).toList();
        }
        if (name.equals(RunDirectory.REPORT) && Files.exists(file.resolveSibling(RunDirectory.CONFIG))) {
            return isCurrent(file) ? "the report of what lies beside it" : "a report of something else";
        }
        return HexFormat.of().formatHex(Seal.sha256().digest(Files.readAllBytes(file)));
    }

    private static JsonNode timeless(JsonNode node) {
        return ((ObjectNode) node).remove(OF_THE_CLOCK);
    }

    private static boolean isCurrent(Path report) throws IOException {
        Path now = Files.createTempFile("now", ".html");
        try {
            Report.write(List.of(report.getParent()), now);
            return Files.mismatch(report, now) < 0;
        } finally {
            Files.delete(now);
        }
    }
}
