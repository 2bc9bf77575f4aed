package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A folder of runs without values that depend on a clock, and without the lock's holder: two that were computed in the same way are
 * equal. The keys that a clock decides are left out of status and provenance, metrics and evaluation; of the provenance's
 * sessions the last one is looked at. A trial's report is replaced by whether it agrees with the files in its folder. All other
 * files are compared byte by byte.
 */
final class LeftBehind {
    private static final List<String> OF_THE_CLOCK = List.of("started", "ended", "updated", "seconds", "stepMillis");

    private static final Pattern CLOCK = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|(?<=\"(seconds|stepMillis|pid)\" ?: ?)[0-9.E-]+|(?<= )\\d+ bytes are free");

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

    /** Of a folder that may hold anything: names and bytes, with zeros in the place of times, durations and process ids. */
    static String fingerprint(Path folder) {
        MessageDigest digest = Seal.sha256();
        try {
            for (Path file : Trees.files(folder)) {
                String bytes = new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.ISO_8859_1);
                String timeless = CLOCK.matcher(bytes).replaceAll("0");
                digest.update((file + " " + timeless.length() + " " + timeless).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
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
