package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/json.md lists the keys of --json, all of them and in their order. */
@Tag("slow")
class JsonPageTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern SECTION = Pattern.compile("^##+ (.+)$");
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|.*");

    @TempDir
    private static Path folder;

    private static final Map<String, JsonNode> PRINTED = new LinkedHashMap<>();

    /** Standard output has nothing else, so that it is a single document. */
    private static JsonNode document(Object... args) throws IOException {
        Called called = Called.with(args);
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).isASCII();
        return JSON.readTree(called.out());
    }

    @BeforeAll
    static void everyCommandPrintsItsOwn() throws IOException {
        Path runs = folder.resolve("runs");
        Path swept = TinyConfig.write(folder, "swept", "sweep: {grid: {seed: 1..2}}");
        PRINTED.put("plan", document("plan", swept, "--runs", folder.resolve("plans"), "--json"));
        assertThat(Called.run(runs, TinyConfig.write(folder, "a"), "-q").code()).isZero();
        Path run = runs.resolve("a/seed-1");
        PRINTED.put(
                "tune",
                document(
                        "tune",
                        folder.resolve("a.yaml"),
                        "--runs",
                        runs,
                        "--json",
                        "--horizon",
                        40,
                        "--rates",
                        "0.1",
                        "--schedules",
                        "linear",
                        "--seeds",
                        1));
        PRINTED.put(
                "evaluate",
                document(
                        "evaluate",
                        run,
                        "--json",
                        "--runs",
                        runs,
                        "--against",
                        "tuned",
                        "-o",
                        "evaluation.steps=40",
                        "-o",
                        "evaluation.horizons=[20]"));
        PRINTED.put("evaluate --task all", ofAllTasks());
        Path torn = HandMadeRun.done(runs, "b", "seed-1", "", 1);
        PRINTED.put("list", document("list", runs, "--json"));
        Files.writeString(torn.resolve("status.json"), "{");
        PRINTED.put("compare", document("compare", runs, "--json"));
        PRINTED.put("doctor", document("doctor", "--json"));
        PRINTED.put(
                "bench",
                document(
                        "bench",
                        "--json",
                        "--engine",
                        "fused",
                        "--device",
                        "cpu",
                        "--threads",
                        "1",
                        "--seconds",
                        "0.001",
                        "--size",
                        "2,1,1",
                        "--size",
                        "3,2,1"));
    }

    private static JsonNode ofAllTasks() throws IOException {
        Path runs = folder.resolve("tasks");
        assertThat(Called.run(runs, TinyConfig.twoTasks(folder, "two"), "-q").code())
                .isZero();
        for (int task = 1; task <= 2; task++) {
            document(
                    "tune",
                    folder.resolve("two.yaml"),
                    "--task",
                    task,
                    "--runs",
                    runs,
                    "--json",
                    "--rates",
                    "0.1",
                    "--schedules",
                    "constant",
                    "--seeds",
                    1);
        }
        Path trial = runs.resolve("two/seed-1");
        return document("evaluate", trial, "--task", "all", "--runs", runs, "--against", "tuned", "--json");
    }

    /** The sections of the page by the place of their object in the documents. */
    private static Map<String, JsonNode> sections() {
        Map<String, JsonNode> sections = new LinkedHashMap<>(PRINTED);
        sections.put("trials of plan", PRINTED.get("plan").path("trials").get(0));
        sections.put("runs of list", PRINTED.get("list").path("runs").get(0));
        JsonNode against = PRINTED.get("evaluate").path("against");
        sections.put("survival of evaluate", PRINTED.get("evaluate").path("survival"));
        sections.put("stepMillis of evaluate", PRINTED.get("evaluate").path("stepMillis"));
        sections.put("against of evaluate", against);
        sections.put("targets of against", against.path("targets").get(0));
        JsonNode together = PRINTED.get("evaluate --task all").path("together").get(0);
        sections.put("together of evaluate --task all", together);
        sections.put("figures of together", together.path("steps"));
        JsonNode compare = PRINTED.get("compare");
        for (String part : List.of("metrics", "groups", "leftOut")) {
            sections.put(part + " of compare", compare.path(part).get(0));
        }
        sections.put(
                "figures of compare",
                compare.path("groups").get(0).path("figures").path("lossRatio"));
        JsonNode doctor = PRINTED.get("doctor");
        for (String part : List.of("data", "engines", "caches")) {
            sections.put(part + " of doctor", doctor.path(part).get(0));
        }
        for (String part : List.of("runs", "auto", "speed")) {
            sections.put(part + " of doctor", doctor.path(part));
        }
        // There need not be a GPU here.
        sections.put("gpus of doctor", JSON.valueToTree(new DoctorDocument.GpuDocument("cuda:0", "a GPU", "8.6", 1)));
        sections.put("measured of bench", PRINTED.get("bench").path("measured").get(0));
        return sections;
    }

    @Test
    void thePageListsEveryKeyOfEveryDocumentInItsOrderAndNoOther() throws IOException {
        Map<String, List<String>> page = new LinkedHashMap<>();
        String section = "";
        for (String line : Files.readAllLines(Root.path("docs/json.md"))) {
            Matcher heading = SECTION.matcher(line);
            section = heading.matches() ? heading.group(1) : section;
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                page.computeIfAbsent(section, s -> new ArrayList<>()).add(row.group(1));
            }
        }
        Map<String, List<String>> printed = new LinkedHashMap<>();
        sections().forEach((name, node) -> {
            List<String> keys = new ArrayList<>();
            node.fieldNames().forEachRemaining(keys::add);
            printed.put(name, keys);
        });
        assertThat(page).containsExactlyInAnyOrderEntriesOf(printed);
    }

    @Test
    void everyDocumentBeginsWithTheFormatThatThePageNames() throws IOException {
        assertThat(PRINTED.values())
                .hasSize(8)
                .allSatisfy(
                        document -> assertThat(document.path("format").asInt()).isEqualTo(JsonDocument.FORMAT));
        assertThat(Files.readString(Root.path("docs/json.md"))).contains("`format` is " + JsonDocument.FORMAT + " in");
    }

    @Test
    void thePageDescribesEveryMetricThatThereIs() throws IOException {
        String page = Files.readString(Root.path("docs/json.md"));
        assertThat(PRINTED.get("compare").path("metrics"))
                .isNotEmpty()
                .allSatisfy(metric ->
                        assertThat(page).contains("`" + metric.path("name").asText() + "`"));
    }

    @Test
    void evaluateHasTheLinesOfItsEvaluationAsTheyStandThere() throws IOException {
        JsonNode printed = PRINTED.get("evaluate");
        List<String> lines =
                Files.readAllLines(Path.of(printed.path("path").asText()).resolve("evaluation.jsonl"));
        List<JsonNode> loops = new ArrayList<>();
        for (String line : lines) {
            JsonNode node = JSON.readTree(line);
            if (node.path("kind").asText().matches("horizon|result")) {
                loops.add(((ObjectNode) node).without("format"));
            }
        }
        assertThat(loops).hasSize(6);
        assertThat(JSON.readTree(printed.path("loops").toString()))
                .isEqualTo(JSON.readTree(JSON.writeValueAsString(loops)));
        assertThat(printed.path("verdict").path("kind").asText()).isEqualTo("verdict");
        assertThat(printed.path("state").asText()).isEqualTo("done");
        assertThat(Path.of(printed.path("report").asText())).exists();
    }

    @Test
    void theSameEvaluationAgainIsPrintedAgain() throws IOException {
        Path run = folder.resolve("runs/a/seed-1");
        assertThat(document("evaluate", run, "--json", "-o", "evaluation.steps=40", "-o", "evaluation.horizons=[20]"))
                .isEqualTo(PRINTED.get("evaluate"));
    }

    @Test
    void aFaultHasNoDocument() {
        for (Called called : List.of(
                Called.with("plan", folder.resolve("nowhere.yaml"), "--json"),
                Called.with("evaluate", folder.resolve("nowhere"), "--json"),
                Called.with("list", folder.resolve("nowhere"), "--json"),
                Called.with("compare", folder.resolve("nowhere"), "--json"),
                Called.with("bench", "--seconds", "0", "--json"))) {
            DoneTrials.oneLine(2, called, "; expected ");
            assertThat(called.out()).isEmpty();
        }
    }

    @Test
    void benchHasEverySizeInTheOrderOfTheOptions() {
        JsonNode measured = PRINTED.get("bench").path("measured");
        assertThat(measured).hasSize(2);
        assertThat(measured.get(1).path("hidden").get(0).asInt()).isEqualTo(3);
        assertThat(measured.get(1).path("batch").asInt()).isEqualTo(2);
        assertThat(measured.get(1).path("metaStepMillis").asDouble()).isPositive();
    }
}
