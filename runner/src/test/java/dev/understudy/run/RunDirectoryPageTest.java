package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.Root;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.Statistics;
import dev.understudy.run.EvaluationLine.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/run-directory.md lists the keys of the files, all of them and in their order; and the scripts read no other keys. */
class RunDirectoryPageTest {
    private static final Statistics SIX = new Statistics(1, 2, 3, 4, 5, 6);
    private static final Pattern SECTION = Pattern.compile("^##+ (.+)$");
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|.*");

    private static Map<String, JsonNode> written() {
        Map<String, JsonNode> sections = new LinkedHashMap<>();
        sections.put("status.json", RunFormat.stamped(Status.running(1, Instant.EPOCH)));
        sections.put("tags.json", RunFormat.stamped(new Tags(List.of("best"))));
        JsonNode session = Json.tree(Provenance.here(
                "0.1.0",
                "name: a\n",
                Map.of("seed", 1L),
                new Provenance.Data("digits", "ab"),
                "cd",
                "ef",
                new Provenance.Teachers("sgd", "sgd", "adam"),
                new Provenance.Computed("fused", "cpu", "no GPU", "plain")));
        sections.put("provenance.json", session);
        for (String part : List.of("data", "teachers", "computed", "machine")) {
            sections.put(part, session.path(part));
        }
        JsonNode metrics = RunFormat.stamped(new MetricsLine(
                1, 2, 3, 4, 5, 6, 7, new Diagnostics(SIX, SIX, SIX, SIX), List.of(new MetaTraining.Validated(1, 2))));
        sections.put("metrics.jsonl", metrics);
        sections.put("validation", metrics.path("validation").path(0));
        sections.put("diagnostics", metrics.path("diagnostics"));
        sections.put("statistics", metrics.path("diagnostics").path("gradients"));
        sections.put(
                "point",
                RunFormat.stamped(
                        new EvaluationLine.Point(1, RolloutKind.FLOOR, 2, new float[] {1}, 1, 1, 1, 1, SIX, SIX, SIX)));
        sections.put(
                "horizon and result",
                RunFormat.stamped(new EvaluationLine.Result(
                        Kind.HORIZON,
                        1,
                        RolloutKind.TEACHER,
                        2,
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        List.of(),
                        List.of(),
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        1)));
        sections.put(
                "tuning.jsonl",
                RunFormat.stamped(
                        new TuningLine(1, 2, 3, 4, 5, 6, 7, 8, new int[] {1}, new float[] {1}, new float[] {1}, 9)));
        TunedTeacher.Figure figure = new TunedTeacher.Figure(1, 2);
        TunedTeacher.Candidate candidate = new TunedTeacher.Candidate(
                "linear",
                1,
                0,
                figure,
                figure,
                figure,
                figure,
                new TunedTeacher.Course(new int[] {1}, new float[] {1}, new float[] {1}));
        JsonNode tuned = RunFormat.stamped(new TunedTeacher(
                Map.of("data.dataset", "digits"),
                1,
                "sgd",
                "sgd with momentum 0",
                List.of(1.0),
                List.of("linear"),
                List.of(1L),
                1,
                1,
                List.of(candidate),
                candidate,
                candidate,
                List.of(candidate),
                "name: a"));
        sections.put("tuned.json", tuned);
        sections.put("candidate", tuned.path("best"));
        sections.put("figure", tuned.path("best").path("trainingLoss"));
        sections.put("course", tuned.path("best").path("course"));
        sections.put("verdict", RunFormat.stamped(new EvaluationLine.Verdict("imitates", 3, 1, 1, 1, "because")));
        return sections;
    }

    @Test
    void thePageListsEveryKeyOfEveryFileInItsOrderAndNoOther() throws IOException {
        Map<String, List<String>> page = new LinkedHashMap<>();
        String section = "";
        for (String line : Files.readAllLines(Root.path("docs/run-directory.md"))) {
            Matcher heading = SECTION.matcher(line);
            section = heading.matches() ? heading.group(1) : section;
            Matcher row = ROW.matcher(line);
            if (!section.isEmpty() && row.matches()) {
                page.computeIfAbsent(section, s -> new ArrayList<>()).add(row.group(1));
            }
        }
        Map<String, List<String>> files = new LinkedHashMap<>();
        written().forEach((name, node) -> {
            List<String> keys = new ArrayList<>();
            node.fieldNames().forEachRemaining(keys::add);
            files.put(name, keys);
        });
        assertThat(page).containsExactlyInAnyOrderEntriesOf(files);
    }

    @Test
    void thePageNamesTheFormatThatIsWritten() throws IOException {
        assertThat(Files.readString(Root.path("docs/run-directory.md")))
                .contains(
                        "This page describes format " + RunFormat.NUMBER + ".",
                        "| `format` | | " + RunFormat.NUMBER + " |");
    }

    /** A word in quotes with a capital inside can only be a key: of a file, or of a config. */
    @Test
    void theScriptsAskForKeysThatThereAre() throws IOException {
        Set<String> known = new TreeSet<>();
        written().values().forEach(node -> node.fieldNames().forEachRemaining(known::add));
        known.add("driver"); // of runs of format 2, whose figures the pages show as well
        Pattern key = Pattern.compile("['\"]([a-z]+(?:[A-Z][a-z0-9]*)+)['\"]|\\[['\"](\\w+)['\"]\\]");
        try (Stream<java.nio.file.Path> files = Files.list(Root.path("docs/results/scripts"))) {
            List<java.nio.file.Path> scripts =
                    files.filter(path -> path.toString().endsWith(".py")).toList();
            assertThat(scripts).hasSizeGreaterThan(2);
            for (java.nio.file.Path script : scripts) {
                Matcher matcher = key.matcher(Files.readString(script));
                while (matcher.find()) {
                    String found = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                    assertThat(known).as(script + " asks for " + found).contains(found);
                }
            }
        }
    }
}
