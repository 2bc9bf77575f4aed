package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with trials that are done: export, evaluate, report. */
@Tag("slow")
class TrainedTest {
    @TempDir
    private static Path folder;

    private static Path runs;

    @BeforeAll
    static void twoTrials() {
        runs = folder.resolve("runs");
        Called called = Called.run(
                runs,
                TinyConfig.write(folder, "a"),
                TinyConfig.write(folder, "b", "teacher: {adam: {learningRate: 0.003}}"));
        assertThat(called.code()).as(called.err()).isZero();
    }

    @Test
    void exportWritesWhatTheTrialKept() {
        Path to = folder.resolve("exported.safetensors");

        Called called = Called.with("export", trial("a"), "--to", to);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().strip()).isEqualTo("Imitator: " + to);
        ImitatorFile.Saved exported = ImitatorFile.read(to);
        ImitatorFile.Saved kept = ImitatorFile.read(trial("a").resolve(RunDirectory.PHI));
        assertThat(exported.phi()).hasSize(exported.imitator().weights()).containsExactly(kept.phi());
        assertThat(exported.imitator()).isEqualTo(kept.imitator());
        assertThat(exported.config()).contains("name: a", "metaSteps: 30").isEqualTo(kept.config());
    }

    @Test
    void evaluateDrivesFreshNetworksInADirectoryOfItsOwn() {
        Called called = Called.with(
                "evaluate", trial("a"), "--runs", runs, "-o", "evaluation.steps=40", "-o", "evaluation.seeds=[5, 6]");

        assertThat(called.code()).as(called.err()).isZero();
        Path directory = runs.resolve("a-evaluated/seed-1");
        assertThat(called.out().lines().toList()).last().isEqualTo("Report: " + directory.resolve(RunDirectory.REPORT));
        List<JsonNode> results = results(directory);
        assertThat(results)
                .hasSize(6)
                .allSatisfy(line -> assertThat(line.path("step").asInt()).isEqualTo(40));
        assertThat(results)
                .extracting(line ->
                        line.path("driver").asText() + " " + line.path("seed").asInt())
                .containsExactlyInAnyOrder(
                        "imitator 5", "teacher 5", "nothing 5", "imitator 6", "teacher 6", "nothing 6");
        assertThat(directory.resolve(RunDirectory.METRICS)).doesNotExist();
        assertThat(results(trial("a")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.path("step").asInt()).isEqualTo(20));
    }

    @Test
    void evaluatedAsItWasTrainedTheImitatorDoesTheSameAgain() {
        assertThat(Called.with("evaluate", trial("b"), "--runs", runs).code()).isZero();

        assertThat(exceptSeconds(results(runs.resolve("b-evaluated/seed-1"))))
                .isNotEmpty()
                .isEqualTo(exceptSeconds(results(trial("b"))));
    }

    @Test
    void againstAnotherTeacherThereIsNoVerdictAndNoneWhenThatIsEvaluatedAgain() {
        Called first = Called.with(
                "evaluate", trial("b"), "--runs", runs, "-o", "name=other", "-o", "teacher.adam.learningRate=0.01");
        Path other = runs.resolve("other/seed-1");
        Called second = Called.with("evaluate", other, "--runs", runs, "-o", "name=again");

        for (Called called : List.of(first, second)) {
            assertThat(called.code()).as(called.err()).isZero();
            assertThat(called.out())
                    .contains(
                            "[done]\n  no verdict: not its teacher\n  Not its teacher: it was trained on adam with learningRate 0.003 and is held")
                    .doesNotContain("\u001b");
            assertThat(called.out().replaceAll("\\s+", " "))
                    .contains("learningRate 0.003 and is held here against adam with learningRate 0.01, so");
        }
        assertThat(verdict(other)).isEqualTo("no verdict: not its teacher");
        assertThat(Called.with(
                                "evaluate",
                                other,
                                "--runs",
                                runs,
                                "-o",
                                "name=back",
                                "-o",
                                "teacher.adam.learningRate=0.003")
                        .out())
                .doesNotContain("Not its teacher");
        assertThat(verdict(trial("b"))).isEqualTo(verdict(runs.resolve("back/seed-1")));
    }

    private static String verdict(Path directory) {
        List<JsonNode> lines = RawLines.read(directory.resolve(RunDirectory.EVALUATION));
        JsonNode last = lines.get(lines.size() - 1);
        assertThat(last.path("kind").asText()).isEqualTo("verdict");
        return last.path("verdict").asText();
    }

    @Test
    void theShapeOfATrainedImitatorCannotBeOverridden() {
        oneLine(
                2,
                Called.with("evaluate", trial("a"), "--runs", folder.resolve("none"), "-o", "imitator.hidden=[3]"),
                "imitator.* cannot be overridden");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void reportPutsSeveralTrialsOnOnePage() {
        Path to = folder.resolve("both.html");

        Called called = Called.with("report", trial("a"), trial("b"), "--to", to);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(to).content().contains("<html", "sgd", "adam");
        assertThat(called.out())
                .contains("a/seed-1 [done]", "b/seed-1 [done]")
                .endsWith("Report: " + to + System.lineSeparator());
    }

    @Test
    void anExternalNetworkIsReadFromTheTrialsOwnCopy() throws IOException {
        Path trial = folder.resolve("external's/seed-1");
        Files.createDirectories(trial);
        ImitatorFile.Saved a = ImitatorFile.read(trial("a").resolve(RunDirectory.PHI));
        ImitatorFile.write(
                trial.resolve(RunDirectory.PHI),
                new ImitatorFile.Saved(
                        a.imitator(),
                        a.phi(),
                        "name: external\ndata: {dataset: half-plane}\noptimizee: {dl4j: gone.json}\n",
                        a.origin()));

        oneLine(
                2,
                Called.with("evaluate", trial, "--runs", folder.resolve("none")),
                trial.resolve("optimizee.json") + " is not there");
        oneLine(
                2,
                Called.with("evaluate", trial, "--runs", folder.resolve("none"), "-o", "optimizee.dl4j=other.json"),
                "optimizee.dl4j other.json is not there");
    }

    @Test
    void aDirectoryThatIsNoTrialIsRefusedInOneLine() {
        Path nothing = folder.resolve("nothing");

        oneLine(2, Called.with("export", nothing, "--to", folder.resolve("x")), nothing.toString());
        oneLine(2, Called.with("evaluate", nothing, "--runs", folder.resolve("none")), nothing.toString());
        oneLine(2, Called.with("report", nothing, "--to", folder.resolve("x")), nothing.toString());
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void theImitatorThatComesWithTheProgramNeedsNoTrialAndNoDownload() {
        Called called = Called.with(
                "evaluate",
                "--pretrained",
                "sgd",
                "--runs",
                runs,
                "-o",
                "evaluation.steps=10",
                "-o",
                "evaluation.everySteps=10",
                "-o",
                "evaluation.seeds=[1]",
                "-o",
                "evaluation.noiseFloor=false");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(results(runs.resolve("pretrained-sgd-evaluated/seed-1")))
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line.path("relativeError").asDouble()).isBetween(0.0, 0.2));
    }

    @Test
    void anImitatorThatDoesNotComeWithTheProgramIsUnknown() {
        oneLine(
                2,
                Called.with("evaluate", "--pretrained", "nobody", "--runs", folder.resolve("none")),
                "pretrained imitator nobody is unknown");
    }

    private static void oneLine(int code, Called called, String words) {
        assertThat(called.code()).as(called.err()).isEqualTo(code);
        assertThat(called.errLines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("understudy: ").contains(words));
    }

    private static List<JsonNode> exceptSeconds(List<JsonNode> lines) {
        lines.forEach(line -> ((ObjectNode) line).remove("seconds"));
        return lines;
    }

    private static List<JsonNode> results(Path directory) {
        return RawLines.read(directory.resolve(RunDirectory.EVALUATION)).stream()
                .filter(line -> line.path("kind").asText().equals("result"))
                .toList();
    }

    private static Path trial(String name) {
        return runs.resolve(name).resolve("seed-1");
    }
}
