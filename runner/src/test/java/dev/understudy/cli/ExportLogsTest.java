package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.export.LoopbackMlflow;
import dev.understudy.run.EventFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export --tensorboard} and {@code export --mlflow} for named runs, and the arguments that both refuse. */
class ExportLogsTest {
    @TempDir
    Path folder;

    private Path runs;
    private Path run;
    private Path to;

    @BeforeEach
    void twoTrialsAndAnEvaluation() throws IOException {
        runs = folder.resolve("runs");
        run = HandMadeRun.done(runs, "a", "seed-1", "", 1.5);
        HandMadeRun.done(runs, "a", "seed-2", "", 1.5);
        Path evaluation = HandMadeRun.done(run, "evaluations", "long", "", 1.25);
        Files.move(evaluation.resolve("status.json"), evaluation.resolve("evaluation.json"));
        to = folder.resolve("to");
    }

    private static boolean has(Path folder) {
        return Files.isRegularFile(folder.resolve(EventFiles.NAME));
    }

    @Test
    void eachRunBelowAFolderHasAFolderOfItsNameWithItsEvaluations() {
        Called called = Called.with("export", "--tensorboard", runs, "--to", to);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines())
                .containsExactly(
                        "Events: " + to.resolve("a/seed-1"),
                        "Events: " + to.resolve("a/seed-1/evaluations/long"),
                        "Events: " + to.resolve("a/seed-2"),
                        "TensorBoard: tensorboard --logdir " + to);
        for (String one : List.of("a/seed-1", "a/seed-1/evaluations/long", "a/seed-2")) {
            assertThat(has(to.resolve(one))).as(one).isTrue();
            assertThat(has(to.resolve(one).resolve("imitator-7"))).as(one).isTrue();
        }
        assertThat(run.resolve("tensorboard")).doesNotExist();
    }

    @Test
    void exportedAgainItReplacesItsOwnFilesAndNoOthers() throws IOException {
        Path file = to.resolve("a/seed-1/teacher-7").resolve(EventFiles.NAME);
        assertThat(Called.with("export", run, "--tensorboard", "--to", to).code())
                .isZero();
        byte[] first = Files.readAllBytes(file);
        Path mine = Files.writeString(to.resolve("a/seed-1/notes.txt"), "mine");
        Files.writeString(file, "damaged");
        assertThat(Called.with("export", run, "--tensorboard", "--to", to).code())
                .isZero();
        assertThat(file).hasBinaryContent(first);

        Path log = run.resolve("evaluation.jsonl");
        Files.write(log, Files.readAllLines(log).subList(1, 2)); // the imitator's alone
        assertThat(Called.with("export", run, "--tensorboard", "--to", to).code())
                .isZero();

        assertThat(file.getParent()).doesNotExist();
        assertThat(has(to.resolve("a/seed-1/imitator-7"))).isTrue();
        assertThat(has(to.resolve("a/seed-1/evaluations/long"))).isTrue();
        assertThat(mine).hasContent("mine");
    }

    @Test
    void twoRunsOfOneNameAreRefusedBeforeAnythingIsWritten() {
        Path other = HandMadeRun.done(folder.resolve("others"), "a", "seed-1", "", 2);

        oneLine(
                2,
                Called.with("export", "--tensorboard", run, other, "--to", to),
                other + " has the same name as " + run + "; expected runs of different names");
        assertThat(to).doesNotExist();
    }

    @Test
    void aFolderWithoutRunsIsRefused() {
        oneLine(2, Called.with("export", "--tensorboard", to), to + " holds no run; expected a folder such as runs/");
        oneLine(2, Called.with("export", "--tensorboard"), "export --tensorboard names no run; ");
        oneLine(2, Called.with("export", "--mlflow", "http://localhost"), "export --mlflow names no run; ");
    }

    @Test
    void anImitatorIsOneOfOneTrial() {
        oneLine(
                2,
                Called.with("export"),
                "export names no imitator; expected one: a trial's directory, or --pretrained");
        oneLine(2, Called.with("export", run, run), "export names 2 imitators; ");
        oneLine(2, Called.with("export", run, "--pretrained", "adam"), "export names 2 imitators; ");
    }

    @Test
    void twoSortsOfExportAreNotOneCall() {
        Called called = Called.with("export", "--tensorboard", "--mlflow", "http://localhost", run);

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.errLines().get(0)).contains("--tensorboard", "--mlflow=URI", "mutually exclusive");
    }

    @Test
    void theHelpShowsTheFourUsesOneBelowTheOther() {
        assertThat(Called.with("export", "--help").out().lines())
                .startsWith(
                        "Usage: understudy export RUN [--to FILE]",
                        "       understudy export --pretrained NAME [--to FILE]",
                        "       understudy export --tensorboard RUN… [--to FOLDER]",
                        "       understudy export --mlflow URI RUN…");
    }

    @Test
    void runsGoToMlflowEachWithALine() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            Called called = Called.with("export", "--mlflow", server.uri(), runs);

            assertThat(called.code()).as(called.err()).isZero();
            assertThat(called.out().lines())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line)
                            .matches(
                                    "MLflow: a/seed-[12](/evaluations/long)? in experiment made, run r\\d, \\d+ metrics,"
                                            + " \\d+ params"));
            assertThat(Called.with("export", "--mlflow", server.uri(), run)
                            .out()
                            .lines())
                    .allSatisfy(line -> assertThat(line).endsWith(", is there already"));
            assertThat(server.runs).hasSize(3);
        }
    }

    @Test
    void mlflowHasNoFileAndAnAddress() {
        oneLine(
                2,
                Called.with("export", "--mlflow", "http://localhost", run, "--to", to),
                "--to " + to + " is given together with --mlflow");
        oneLine(
                2,
                Called.with("export", "--mlflow", "localhost:5000", run),
                "--mlflow is \"localhost:5000\"; expected");
        oneLine(3, Called.with("export", "--mlflow", "http://localhost:1", run), "cannot be reached (ConnectException");
    }
}
