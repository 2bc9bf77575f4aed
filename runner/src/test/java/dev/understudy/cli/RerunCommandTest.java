package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.train.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are repeated. */
@Tag("slow")
class RerunCommandTest {
    @TempDir
    Path folder;

    private Path runs;
    private Path run;

    @BeforeEach
    void oneThatIsDone() throws IOException {
        runs = folder.toRealPath().resolve("runs");
        assertThat(Called.run(runs, TinyConfig.write(folder, "a"), "-q").code()).isZero();
        run = runs.resolve("a/seed-1");
    }

    private static void edit(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replace(what, by));
    }

    @Test
    void theSameProgramOnTheSameMachineMakesTheSameImitatorBesideTheRun() throws IOException {
        String status = Files.readString(run.resolve("status.json"));

        Called called = Called.with("rerun", run, "-q");

        assertThat(called.code()).as(called.err()).isZero();
        Path again = runs.resolve("again/a/seed-1");
        assertThat(called.out().lines().toList())
                .startsWith("Again: " + run + " in " + again, "  with and on the same as then")
                .last()
                .asString()
                .matches("Imitator: bit for bit the same, \\d+ weights; its rollouts ended with the same losses");
        assertThat(ImitatorFile.read(again.resolve(RunDirectory.PHI)).phi())
                .containsExactly(
                        ImitatorFile.read(run.resolve(RunDirectory.PHI)).phi());
        assertThat(run.resolve("status.json")).hasContent(status);
    }

    @Test
    void whatDiffersFromThenIsSaidFirst() throws IOException {
        Path provenance = run.resolve("provenance.json");
        edit(provenance, "\"version\" : \"" + Experiment.VERSION + "\"", "\"version\" : \"0.0.9\"");
        edit(provenance, "\"engine\" : \"fused\"", "\"engine\" : \"nd4j\"");
        edit(run.resolve("config.yaml"), "learningRate: 0.01", "learningRate: 0.5");

        Called called = Called.with("rerun", run, "--runs", folder.resolve("new"), "-q");

        assertThat(called.code()).as(called.err()).isZero();
        List<String> lines = called.out().lines().toList();
        assertThat(lines.subList(1, 4))
                .containsExactly(
                        "  program version was 0.0.9, now it is " + Experiment.VERSION,
                        "  engine was nd4j, now it is fused",
                        "  config.yaml was changed since the run");
        assertThat(lines.get(lines.size() - 1)).matches("Imitator: not the same, \\d+ of \\d+ weights differ");
        assertThat(folder.resolve("new/a/seed-1/phi.safetensors")).exists();
    }

    @Test
    void otherDataAreRefused() throws IOException {
        String text = Files.readString(run.resolve("provenance.json"));
        Files.writeString(
                run.resolve("provenance.json"), text.replaceAll("\"sha256\" : \"[^\"]*\"", "\"sha256\" : \"abc\""));

        oneLine(2, Called.with("rerun", run), "was computed from data half-plane with the SHA-256 abc, here it is ");
        assertThat(runs.resolve("again")).doesNotExist();
    }

    @Test
    void theOriginalIsNeverWrittenOver() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), runs);

        oneLine(
                2,
                Called.with("rerun", run, "--runs", runs, "--fresh"),
                "holds the run itself; expected another folder");
        oneLine(2, Called.with("rerun", run, "--runs", folder.resolve("link"), "--fresh"), "holds the run itself");
    }

    @Test
    void anEvaluationIsDoneAgainWithItsOwnImitator() throws IOException {
        assertThat(Called.with("evaluate", run, "-q", "-o", "evaluation.steps=40")
                        .code())
                .isZero();
        Path evaluation = run.resolve("evaluations/steps-40");
        Files.delete(run.resolve(RunDirectory.PHI)); // the training's

        Called called = Called.with("rerun", evaluation, "-q");

        assertThat(called.code()).as(called.err()).isZero();
        Path again = runs.resolve("again/a/seed-1/evaluations/steps-40");
        assertThat(again.resolve("evaluation.json")).exists();
        assertThat(again.resolve("../../metrics.jsonl")).doesNotExist();
        assertThat(called.out()).contains("bit for bit the same").contains("; its rollouts ended with the same losses");
    }

    @Test
    void anEvaluationOfOneThatComesWithTheProgramHasNoTrainingAboveIt() {
        assertThat(Called.with(
                                "evaluate",
                                "--pretrained",
                                "sgd",
                                "--runs",
                                runs,
                                "-q",
                                "--name",
                                "short",
                                "-o",
                                "data.dataset=half-plane",
                                "-o",
                                "optimizee.model=half-plane",
                                "-o",
                                "evaluation.steps=2")
                        .code())
                .isZero();

        Called called = Called.with("rerun", runs.resolve("pretrained-sgd/evaluations/short"), "-q");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(runs.resolve("again/pretrained-sgd/evaluations/short/evaluation.json"))
                .exists();
    }

    @Test
    void doneAgainAlreadyItIsShownAndFreshDoesItOnceMore() throws IOException {
        Called.with("rerun", run, "-q");
        Path metrics = runs.resolve("again/a/seed-1/metrics.jsonl");
        var first = Files.readAttributes(metrics, "lastModifiedTime").get("lastModifiedTime");

        assertThat(Called.with("rerun", run, "-q").code()).isZero();
        assertThat(Files.getLastModifiedTime(metrics)).isEqualTo(first);
        assertThat(Called.with("rerun", run, "-q", "--fresh").code()).isZero();
        assertThat(Files.getLastModifiedTime(metrics)).isNotEqualTo(first);
    }

    @Test
    void whatHasNoProvenanceOrIsNoRunIsRefused() throws IOException {
        oneLine(
                2,
                Called.with("rerun", runs.resolve("a")),
                "a is not a run's directory; expected one that holds config.yaml");
        oneLine(2, Called.with("rerun", folder.resolve("nowhere")), "nowhere is not there");
        Files.delete(run.resolve("provenance.json"));
        oneLine(2, Called.with("rerun", run), "provenance.json is not there; expected the provenance of the run");
    }

    @Test
    void whereThereWasNoImitatorThereIsNothingToCompare() throws IOException {
        Files.delete(run.resolve(RunDirectory.PHI));

        Called called = Called.with("rerun", run, "-q");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).endsWith("Imitator: there was no imitator then, so nothing can be compared\n");
    }

    /** The file that the config names is there and whole; the copy is neither. */
    @Test
    void anExternalNetworkIsReadFromTheRunsOwnCopy() throws IOException {
        Path named = Files.writeString(folder.resolve("net.json"), "{}");
        Path config = run.resolve("config.yaml");
        edit(config, "model: half-plane", "model: null");
        edit(config, "dl4j: null", "dl4j: " + named);

        oneLine(2, Called.with("rerun", run), run.resolve("optimizee.json") + " is not there");
        Files.writeString(run.resolve("optimizee.json"), "no JSON");
        oneLine(2, Called.with("rerun", run), run.resolve("optimizee.json") + " is not JSON");
    }
}
