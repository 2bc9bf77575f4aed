package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is removed with its evaluations, and without other files. */
class RemovalTest {
    @TempDir
    Path folder;

    private Path run;
    private Path evaluation;

    @BeforeEach
    void aRunWithAnEvaluation() throws IOException {
        run = folder.resolve("runs/a/seed-1");
        evaluation = run.resolve("evaluations/usual");
        Files.createDirectories(evaluation);
        for (String name : List.of(
                "config.yaml",
                "status.json",
                "tags.json",
                "phi.safetensors",
                "metrics.jsonl.tmp",
                "diverged-imitator-1.safetensors",
                ".lock")) {
            Files.writeString(run.resolve(name), "1234567890");
        }
        Files.writeString(evaluation.resolve("evaluation.json"), "123");
    }

    private static List<Path> removed(Path run) {
        try (Removal removal = Removal.of(run)) {
            return removal.remove();
        }
    }

    @Test
    void whatTheProgramWroteGoesWithTheFoldersThatAreEmptyThen() {
        try (Removal removal = Removal.of(run)) {
            assertThat(removal.evaluations()).isEqualTo(1);
            assertThat(removal.bytes()).isEqualTo(6 * 10 + 3);
            assertThat(removal.remove()).isEmpty();
        }
        assertThat(folder.resolve("runs")).isEmptyDirectory();
        assertThat(RunDirectory.isHeld(run)).isFalse();
    }

    @Test
    void eventFilesGoWithTheirFoldersAndNoOthers() throws IOException {
        Path loop = Files.createDirectories(run.resolve("tensorboard/teacher-7"));
        for (Path in : List.of(loop, loop.getParent())) {
            Files.writeString(in.resolve(EventFiles.NAME), "1234567890");
        }
        Path mine = Files.writeString(loop.getParent().resolve("events.out.tfevents.mine"), "mine");

        try (Removal removal = Removal.of(run)) {
            assertThat(removal.bytes()).isEqualTo(8 * 10 + 3);
            assertThat(removal.remove()).containsExactly(mine);
        }
        assertThat(loop).doesNotExist();
        Files.delete(mine);
        Files.writeString(run.resolve("config.yaml"), "");
        assertThat(removed(run)).isEmpty();
        assertThat(run).doesNotExist();
    }

    @Test
    void anotherRunOfTheSameNameStays() throws IOException {
        Path other = Files.createDirectories(folder.resolve("runs/a/seed-2"));
        Files.writeString(other.resolve("config.yaml"), "");

        assertThat(removed(run)).isEmpty();

        assertThat(folder.resolve("runs/a").toFile().list()).containsExactly("seed-2");
        assertThat(other.resolve("config.yaml")).exists();
    }

    @Test
    void whatAPersonPutThereStaysAndIsTold() throws IOException {
        Files.writeString(run.resolve("notes.txt"), "mine");
        Files.createDirectories(run.resolve("report.html"));
        Files.writeString(evaluation.resolve("figure.png"), "mine");

        assertThat(removed(run))
                .containsExactly(
                        evaluation.resolve("figure.png"), run.resolve("notes.txt"), run.resolve("report.html"));
        assertThat(run.resolve("notes.txt")).hasContent("mine");
        assertThat(RunDirectory.isOne(run)).isFalse();
        assertThat(RunDirectory.isOne(evaluation)).isFalse();
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/one"));
        Files.writeString(elsewhere.resolve("status.json"), "kept");
        Files.createSymbolicLink(run.resolve("evaluations/linked"), elsewhere);
        Files.createSymbolicLink(run.resolve("metrics.jsonl"), elsewhere.resolve("status.json"));
        Path wholeByLink = folder.resolve("link");
        Files.createSymbolicLink(wholeByLink, run);

        assertThatThrownBy(() -> Removal.of(wholeByLink))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("is a link; expected a run's own directory");
        assertThat(removed(run)).containsExactly(run.resolve("evaluations/linked"), run.resolve("metrics.jsonl"));
        assertThat(elsewhere.resolve("status.json")).hasContent("kept");
    }

    @Test
    void theFolderOfTheEvaluationsMayItselfBeALink() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(run.resolve("evaluations"), elsewhere);
        Files.createSymbolicLink(run.resolve("evaluations"), elsewhere);

        assertThat(removed(run)).containsExactly(run.resolve("evaluations"));
        assertThat(elsewhere.resolve("usual/evaluation.json")).exists();
    }

    @Test
    void aRunInWhichAProcessWorksIsRefusedAndNothingGoes() {
        Held.forGood(run);

        assertThatThrownBy(() -> Removal.of(run))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageContaining(
                        "is in use by process " + ProcessHandle.current().pid());
        assertThat(run.resolve("status.json")).exists();
        assertThat(RunDirectory.isHeld(evaluation)).isFalse();
    }

    @Test
    void soIsOneWhoseEvaluationIsBeingDone() {
        Held.forGood(evaluation);

        assertThatThrownBy(() -> Removal.of(run)).hasMessageContaining("usual is in use by process");
        assertThat(RunDirectory.isHeld(run)).isFalse();
    }

    @Test
    void whatIsNoRunIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Removal.of(folder.resolve("runs/a")))
                .hasMessageContaining("a is not a run's directory; expected one that holds a run");
        assertThatThrownBy(() -> Removal.of(folder.resolve("nowhere"))).hasMessageContaining("is not there");
        assertThatThrownBy(() -> Removal.of(file)).hasMessageContaining("is not a folder");
        assertThat(folder.resolve("runs/a/.lock")).doesNotExist();
    }

    @Test
    void anEvaluationGoesAloneAndItsTrainingStays() {
        assertThat(removed(evaluation)).isEmpty();

        assertThat(run.resolve("evaluations")).doesNotExist();
        assertThat(run.resolve("phi.safetensors")).exists();
    }

    /** An imitator that comes with the program has no training. */
    @Test
    void whereNoTrainingIsAboveTheLastEvaluationItsFolderGoesToo() throws IOException {
        Path shipped = Files.createDirectories(folder.resolve("runs/pretrained-adam/evaluations/usual"));
        Files.writeString(shipped.resolve("evaluation.json"), "{}");

        assertThat(removed(shipped)).isEmpty();

        assertThat(folder.resolve("runs").toFile().list()).containsExactly("a");
    }
}
