package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.Root;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Evaluations of trials that are done. */
@Tag("slow")
class EvaluateCommandTest {
    @TempDir
    private static Path folder;

    private static DoneTrials done;

    @BeforeAll
    static void twoTrials() {
        done = DoneTrials.in(folder);
    }

    @Test
    void evaluateDrivesFreshNetworksInADirectoryOfItsOwn() {
        Called called = Called.with(
                "evaluate",
                done.trial("a"),
                "--runs",
                done.runs(),
                "-o",
                "evaluation.steps=40",
                "-o",
                "evaluation.seeds=[5, 6]");

        assertThat(called.code()).as(called.err()).isZero();
        Path directory = done.trial("a").resolve("evaluations/seeds-5-6_steps-40");
        assertThat(called.out().lines().toList()).last().isEqualTo("Report: " + directory.resolve(RunDirectory.REPORT));
        List<JsonNode> results = results(directory);
        assertThat(results)
                .hasSize(6)
                .allSatisfy(line -> assertThat(line.path("step").asInt()).isEqualTo(40));
        assertThat(results)
                .extracting(line ->
                        line.path("rollout").asText() + " " + line.path("seed").asInt())
                .containsExactlyInAnyOrder(
                        "imitator 5", "teacher 5", "noUpdate 5", "imitator 6", "teacher 6", "noUpdate 6");
        assertThat(directory.resolve(RunDirectory.METRICS)).doesNotExist();
        assertThat(results(done.trial("a")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.path("step").asInt()).isEqualTo(20));
    }

    @Test
    void evaluatedAsItWasTrainedTheImitatorDoesTheSameAgain() {
        assertThat(Called.with("evaluate", done.trial("b"), "--runs", done.runs())
                        .code())
                .isZero();

        assertThat(exceptSeconds(results(done.trial("b").resolve("evaluations/usual"))))
                .isNotEmpty()
                .isEqualTo(exceptSeconds(results(done.trial("b"))));
    }

    /** Its config has keys of options that were removed, at zero. */
    @Test
    void anImitatorOfFormatOneIsEvaluatedWithoutAWordOnItsConfig() throws IOException {
        Path run = Files.createDirectory(folder.resolve("format-1"));
        for (String file : List.of(RunDirectory.CONFIG, RunDirectory.PHI)) {
            Files.copy(Root.path("runner/src/test/resources/run-format-1").resolve(file), run.resolve(file));
        }
        Called called = Called.with("evaluate", run, "--runs", done.runs(), "-o", "evaluation.steps=40");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.err()).doesNotContain("startNoise", "biasPenalty");
    }

    /** Neither is a training discarded by an evaluation, nor an evaluation by another one. */
    @Test
    void evaluationsStandBesideTheTrainingAndBesideEachOther() throws IOException {
        String status = Files.readString(done.trial("b").resolve(RunDirectory.STATUS));
        Path evaluations = done.trial("b").resolve("evaluations");
        for (String more : List.of("evaluation.seeds=[7]", "threads=2", "evaluation.weightDecay=0.5")) {
            assertThat(Called.with("evaluate", done.trial("b"), "-o", more, "-o", "evaluation.batch=8")
                            .code())
                    .isZero();
        }

        assertThat(evaluations.toFile().list()).contains("batch-8_seeds-7", "batch-8", "batch-8_weightDecay-0.5");
        assertThat(Files.readString(done.trial("b").resolve(RunDirectory.STATUS)))
                .isEqualTo(status);
        assertThat(done.trial("a").resolve(RunDirectory.PHI)).exists();
        assertThat(evaluations.resolve("batch-8").resolve(RunDirectory.STATUS)).doesNotExist();
        assertThat(Status.read(evaluations.resolve("batch-8/evaluation.json"))
                        .orElseThrow()
                        .state())
                .isEqualTo(Status.State.DONE);
    }

    @Test
    void whatAnEvaluationCouldOnlyIgnoreIsRefused() {
        for (String key : List.of("seed", "training.metaSteps", "training.unroll")) {
            oneLine(
                    2,
                    Called.with("evaluate", done.trial("a"), "-o", key + "=5"),
                    "-o " + key + " is a key of the training, which");
        }
        oneLine(2, Called.with("evaluate", done.trial("a"), "-o", "name=a"), "; name the evaluation with --name");
        assertThat(done.trial("a").resolve("evaluations/seed-5")).doesNotExist();
    }

    @Test
    void theSameEvaluationAgainIsShownAndNotDone() throws IOException {
        Object[] command = {"evaluate", done.trial("a"), "-o", "evaluation.seeds=[8]"};
        Called first = Called.with(command);
        Path file = done.trial("a").resolve("evaluations/seeds-8").resolve(RunDirectory.EVALUATION);
        String lines = Files.readString(file);
        Called second = Called.with(command);

        assertThat(second.code()).isZero();
        assertThat(second.out()).isEqualTo(first.out()).contains("a/seed-1: seeds-8 [done]");
        assertThat(Files.readString(file)).isEqualTo(lines);
    }

    @Test
    void anotherEvaluationUnderTheSameNameIsRefusedUnlessItIsFresh() {
        assertThat(Called.with("evaluate", done.trial("a"), "--name", "mine").code())
                .isZero();
        Object[] other = {"evaluate", done.trial("a"), "--name", "mine", "-o", "evaluation.seeds=[9]"};

        oneLine(
                2,
                Called.with(other),
                "evaluation.seeds[0] is 9 here and 1001 there); expected this one or none; discard it with --fresh, or give this one a name of its own with --name");
        Object[] fresh = Arrays.copyOf(other, other.length + 1);
        fresh[other.length] = "--fresh";
        assertThat(Called.with(fresh).code()).isZero();
    }

    @Test
    void theEvaluationOfAnotherImitatorUnderTheSameNameIsRefused() throws IOException {
        Path run = Files.createDirectories(folder.resolve("copy-" + System.nanoTime() + "/seed-1"));
        Files.copy(done.trial("a").resolve(RunDirectory.PHI), run.resolve(RunDirectory.PHI));
        assertThat(Called.with("evaluate", run).code()).isZero();
        ImitatorFile.Saved saved = ImitatorFile.read(run.resolve(RunDirectory.PHI));
        saved.phi()[0] += 1;
        ImitatorFile.write(run.resolve(RunDirectory.PHI), saved);

        oneLine(
                2,
                Called.with("evaluate", run),
                "holds the evaluation of another imitator; expected one of this imitator, or none; discard it with --fresh");
    }

    @Test
    void otherSettingsOfAFinishedRunAreReferredToAnEvaluation() {
        Called called = Called.run(done.runs(), folder.resolve("a.yaml"), "-o", "evaluation.steps=40");

        oneLine(
                2,
                called,
                "evaluation.steps is 40 here and 20 there); expected this one or none; `evaluate " + done.trial("a")
                        + "` with the same -o");
    }

    @Test
    void againstAnotherTeacherThereIsNoVerdictAndNoneWhenThatIsEvaluatedAgain() {
        Called first =
                Called.with("evaluate", done.trial("b"), "--name", "other", "-o", "teacher.adam.learningRate=0.01");
        Path other = done.trial("b").resolve("evaluations/other");
        Called second = Called.with("evaluate", other, "--name", "again");

        for (Called called : List.of(first, second)) {
            assertThat(called.code()).as(called.err()).isZero();
            assertThat(called.out())
                    .contains(
                            "[done]\n  no verdict: not its teacher\n  Not its teacher: it was trained on adam with learningRate 0.003 and is compared")
                    .doesNotContain("\u001b");
            assertThat(called.out().replaceAll("\\s+", " "))
                    .contains("learningRate 0.003 and is compared here with adam with learningRate 0.01, so");
        }
        assertThat(verdict(other)).isEqualTo("no verdict: not its teacher");
        assertThat(Called.with("evaluate", other, "--name", "back", "-o", "teacher.adam.learningRate=0.003")
                        .out())
                .doesNotContain("Not its teacher");
        assertThat(verdict(done.trial("b"))).isEqualTo(verdict(other.resolve("evaluations/back")));
    }

    /**
     * An evaluation has a verdict only if the teacher has the same rate; evaluations at several rates are kept next to
     * each other.
     */
    @Test
    void atAnotherLearningRateItIsHeldAgainstTheTeacherAtThatRate() throws IOException {
        Path runs = folder.resolve("rates");
        Path evaluations = runs.resolve("pretrained-adam/evaluations");
        List<String> rate =
                List.of("-o", "imitator.learningRate=3e-4", "-o", "evaluation.steps=4", "-o", "evaluation.seeds=[5]");
        List<String> both = new ArrayList<>(rate);
        both.addAll(List.of("-o", "teacher.adam.learningRate=3e-4"));

        Called judged = pretrained(runs, both);
        Called other = pretrained(runs, rate);

        assertThat(judged.out()).doesNotContain("Not its teacher");
        assertThat(other.out().replaceAll("\\s+", " "))
                .contains(
                        "it was trained on adam with learningRate 0.001, drives as adam with learningRate 3.0e-4 and is"
                                + " compared here with adam with learningRate 0.001,");
        assertThat(evaluations.toFile().list())
                .containsExactlyInAnyOrder(
                        "seeds-5_steps-4_imitator.learningRate-3.0e-4_learningRate-3.0e-4",
                        "seeds-5_steps-4_imitator.learningRate-3.0e-4");
        assertThat(exceptSeconds(driven(evaluations, "_learningRate-3.0e-4")))
                .isEqualTo(exceptSeconds(driven(evaluations, "")));
        ImitatorFile.Saved kept = ImitatorFile.read(evaluations
                .resolve("seeds-5_steps-4_imitator.learningRate-3.0e-4")
                .resolve(RunDirectory.PHI));
        assertThat(kept.imitator()).isEqualTo(ImitatorFile.pretrained("adam").imitator());
        assertThat(kept.learningRate()).isEqualTo(1e-3);
        oneLine(
                2,
                Called.with("evaluate", done.trial("a"), "-o", "imitator.learningRate=3e-4"),
                "-o imitator.learningRate is 3e-4; expected none with head gated");
    }

    private static Called pretrained(Path runs, List<String> more) {
        List<Object> command = new ArrayList<>(List.of("evaluate", "--pretrained", "adam", "--runs", runs));
        command.addAll(more);
        Called called = Called.with(command.toArray());
        assertThat(called.code()).as(called.err()).isZero();
        return called;
    }

    /** The imitator's own rollout depends on its own rate alone; its distance from the teacher also depends on the teacher's. */
    private static List<JsonNode> driven(Path evaluations, String more) {
        List<JsonNode> results =
                results(evaluations.resolve("seeds-5_steps-4_imitator.learningRate-3.0e-4" + more)).stream()
                        .filter(line -> line.path("rollout").asText().equals("imitator"))
                        .toList();
        assertThat(results).isNotEmpty();
        results.forEach(line -> ((ObjectNode) line).remove(List.of("relativeError", "cosine", "bias")));
        return results;
    }

    /** At 10 of 20 steps its curve has a point and its figures of the end a horizon; 5 steps reach neither. */
    @Test
    void fewerStepsThanTheTrainingsNeedNoOtherKey() {
        Path config = TinyConfig.write(folder, "h");
        Path shorter = folder.resolve("shorter");
        Path trial = shorter.resolve("h/seed-1");
        assertThat(Called.with("run", config, "--runs", shorter, "-o", "evaluation.horizons=[10]")
                        .code())
                .isZero();

        Called called = Called.with("evaluate", trial, "-o", "evaluation.steps=5");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(results(trial.resolve("evaluations/steps-5")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.path("step").asInt()).isEqualTo(5));
        oneLine(
                2,
                Called.with("evaluate", trial, "-o", "evaluation.steps=five"),
                "-o evaluation.steps is five; expected a whole number; correct the option");
    }

    @Test
    void theShapeOfATrainedImitatorCannotBeOverridden() {
        oneLine(
                2,
                Called.with("evaluate", done.trial("a"), "--runs", folder.resolve("none"), "-o", "imitator.hidden=[3]"),
                "was trained with other values than those of -o imitator.…");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void anExternalNetworkIsReadFromTheTrialsOwnCopy() throws IOException {
        Path trial = folder.resolve("external's/seed-1");
        Files.createDirectories(trial);
        ImitatorFile.Saved a = ImitatorFile.read(done.trial("a").resolve(RunDirectory.PHI));
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

    /** The second was chosen by held-out images and the third trained on a range of them: the digits have too few. */
    @ParameterizedTest
    @CsvSource({"sgd, 0.2", "rmsprop-lstm, 0.6", "surpass, 6"})
    void theImitatorThatComesWithTheProgramNeedsNoTrialAndNoDownload(String name, double most) {
        Called called = Called.with(
                "evaluate",
                "--pretrained",
                name,
                "--name",
                "few",
                "--runs",
                done.runs(),
                "-o",
                "evaluation.steps=10",
                "-o",
                "evaluation.noiseFloor=false");

        assertThat(called.code()).as(called.err()).isZero();
        Path run = done.runs().resolve("pretrained-" + name);
        assertThat(results(run.resolve("evaluations/few")))
                .hasSize(3 * 3) // three drivers on three networks, the fewest that have a full verdict
                .allSatisfy(line ->
                        assertThat(line.path("relativeError").asDouble()).isBetween(0.0, most));
    }

    private static String verdict(Path directory) {
        List<JsonNode> lines = RawLines.read(directory.resolve(RunDirectory.EVALUATION));
        JsonNode last = lines.get(lines.size() - 1);
        assertThat(last.path("kind").asText()).isEqualTo("verdict");
        return last.path("verdict").asText();
    }

    private static List<JsonNode> exceptSeconds(List<JsonNode> lines) {
        lines.forEach(line -> ((ObjectNode) line).remove(List.of("seconds", "stepMillis")));
        return lines;
    }

    private static List<JsonNode> results(Path directory) {
        return RawLines.read(directory.resolve(RunDirectory.EVALUATION)).stream()
                .filter(line -> line.path("kind").asText().equals("result"))
                .toList();
    }
}
