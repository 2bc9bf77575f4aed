package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.config.Configs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of {@code plan} for several trials, and the file that it writes. */
@Tag("process")
class PlanCommandTest {
    @TempDir
    private Path folder;

    private Path runs;
    private Path a;

    @BeforeEach
    void configOfASweep() {
        runs = folder.resolve("runs");
        a = TinyConfig.write(folder, "a", "sweep: {grid: {teacher.sgd.learningRate: [0.1, 1e-4], seed: 1..3}}");
    }

    @Test
    void aPlanNamesTheTrialsAndWhatDiffers() {
        Called plan = Called.with("plan", a, "--runs", runs, "--no-estimate");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out().lines().toList())
                .hasSize(8)
                .startsWith(
                        "6 trials in " + runs + ":",
                        "  a/learningRate=0.1,seed-1: teacher.sgd.learningRate 0.1, seed 1",
                        "  a/learningRate=0.1,seed-2: teacher.sgd.learningRate 0.1, seed 2")
                .last()
                .asString()
                .matches("Plan: \\Q" + runs.resolve("plan.json") + "\\E, hash [0-9a-f]{64}");
    }

    @Test
    void thePlanIsWrittenWithItsHashAndEveryTrialsConfig() throws IOException {
        Called plan = Called.with("plan", a, "--runs", runs);

        assertThat(plan.out()).contains("\nTime: about ", " an estimate from steps measured here\n");
        JsonNode json = new ObjectMapper().readTree(runs.resolve("plan.json").toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("format", "hash", "estimatedSeconds", "halving", "trials");
        assertThat(json.path("format").asInt()).isEqualTo(1);
        assertThat(plan.out()).endsWith("hash " + json.path("hash").asText() + "\n");
        assertThat(json.path("estimatedSeconds").asDouble()).isPositive();
        assertThat(json.path("trials")).hasSize(6);
        JsonNode last = json.path("trials").get(5);
        assertThat(last.path("name").asText()).isEqualTo("a");
        assertThat(last.path("trial").asText()).isEqualTo("learningRate=1e-4,seed-3");
        assertThat(last.path("differs").toString()).isEqualTo("{\"teacher.sgd.learningRate\":\"1e-4\",\"seed\":\"3\"}");
        assertThat(Configs.parse(last.path("config").asText(), "plan", List.of()))
                .isEqualTo(Configs.load(a, List.of("sweep=null", "teacher.sgd.learningRate=1e-4", "seed=3")));
        assertThat(runs).isDirectoryNotContaining(file -> !file.endsWith("plan.json"));
        assertThat(Path.of(System.getProperty("java.io.tmpdir")))
                .as("where it tried a trial")
                .isDirectoryNotContaining(file -> file.getFileName()
                        .toString()
                        .startsWith("understudy-plan-" + ProcessHandle.current().pid() + "-"));
    }

    @Test
    void asJsonItSaysTheSameAndEveryConfigInItIsOneAgain() throws IOException {
        Called text = Called.with("plan", a, "--runs", runs, "--no-estimate");
        Called called = Called.with("plan", a, "--runs", runs, "--json");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.err()).isEmpty();
        JsonNode plan = new ObjectMapper().readTree(called.out());
        JsonNode file = new ObjectMapper().readTree(runs.resolve("plan.json").toFile());
        assertThat(text.out()).endsWith("hash " + plan.path("hash").asText() + "\n");
        assertThat(plan.path("hash")).isEqualTo(file.path("hash"));
        assertThat(plan.path("file").asText())
                .isEqualTo(runs.resolve("plan.json").toString());
        assertThat(plan.path("estimatedSeconds").asDouble()).isPositive();
        assertThat(plan.path("estimatedSeconds")).isEqualTo(file.path("estimatedSeconds"));
        assertThat(plan.path("estimate").asText()).startsWith("about ");
        assertThat(plan.path("count").asInt()).isEqualTo(6);
        assertThat(plan.path("trials")).hasSize(6);
        JsonNode last = plan.path("trials").get(5);
        assertThat(last.path("name").asText()).isEqualTo("a");
        assertThat(last.path("trial").asText()).isEqualTo("learningRate=1e-4,seed-3");
        assertThat(last.path("path").asText())
                .isEqualTo(runs.resolve("a/learningRate=1e-4,seed-3").toString());
        assertThat(last.path("differs").toString()).isEqualTo("{\"teacher.sgd.learningRate\":\"1e-4\",\"seed\":\"3\"}");
        assertThat(last.path("config").path("optimizee").path("batch").isInt()).isTrue();
        assertThat(Configs.parse(last.path("config").toString(), "plan", List.of()))
                .isEqualTo(Configs.load(a, List.of("sweep=null", "teacher.sgd.learningRate=1e-4", "seed=3")));
    }

    @Test
    void asJsonWithoutASweepItWritesNoFileAndWithoutAnEstimateItMeasuresNothing() throws IOException {
        Called called = Called.with("plan", a, "-o", "sweep=null", "--runs", runs, "--json", "--no-estimate");

        JsonNode plan = new ObjectMapper().readTree(called.out());
        assertThat(plan.path("count").asInt()).isEqualTo(1);
        assertThat(plan.path("trials").get(0).path("differs")).isEmpty();
        assertThat(List.of(plan.get("file"), plan.get("estimatedSeconds"), plan.get("estimate")))
                .allMatch(JsonNode::isNull);
        assertThat(runs).doesNotExist();
    }

    @Test
    void ofManyTrialsTheFirstTwentyAndTheLastAreNamed() {
        List<String> brief = Called.with("plan", a, "-o", "seed=1..50", "--runs", runs, "--no-estimate")
                .out()
                .lines()
                .toList();
        assertThat(brief).hasSize(24);
        assertThat(brief.get(21)).isEqualTo("  ... 79 more; --all shows them");
        assertThat(brief.get(22)).startsWith("  a/learningRate=1e-4,seed-50: ");
        assertThat(Called.with("plan", a, "-o", "seed=1..50", "--runs", runs, "--no-estimate", "--all")
                        .out())
                .hasLineCount(102)
                .doesNotContain("more;");
    }

    @Test
    void aFileCanBeNamedForThePlanAlsoWithoutASweep() {
        Path out = folder.resolve("x/p.json");
        Called plan = Called.with("plan", a, "-o", "sweep=null", "--runs", runs, "--out", out);

        assertThat(out).isNotEmptyFile();
        assertThat(runs).doesNotExist();
        assertThat(plan.out()).startsWith("# " + runs.resolve("a/seed-1")).doesNotContain("hash");
        assertThat(plan.err()).contains("Plan: " + out);
    }

    @Test
    void aMachineThatLacksTheEngineCanPlanAllTheSame() {
        Called plan = Called.with("plan", a, "-o", "engine=fused", "-o", "device=cuda:99", "--runs", runs);

        assertThat(plan.code()).isZero();
        assertThat(plan.out()).contains("\nTime: no estimate, since no step can be measured here: a: device cuda:99 ");
        assertThat(runs.resolve("plan.json")).content().contains("\"estimatedSeconds\" : null");
        Called json = Called.with("plan", a, "-o", "engine=fused", "-o", "device=cuda:99", "--runs", runs, "--json");
        assertThat(json.out())
                .contains(
                        "\"estimatedSeconds\" : null",
                        "\"estimate\" : \"no estimate, since no step can be measured here: a: ");
    }

    @Test
    void tooManyTrialsAreOneLine() {
        assertThat(Called.with("plan", a, "-o", "seed=1..20000", "--runs", runs))
                .isEqualTo(
                        new Called(
                                2,
                                "",
                                "understudy: " + a
                                        + " makes 40000 trials; expected at most 10000 without --yes; sweep fewer values, or add --yes to run them all\n"));
    }
}
