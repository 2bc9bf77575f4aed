package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.understudy.Needs;
import dev.understudy.fault.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {
    private static final List<String> FILES = List.of(
            "config.yaml",
            "provenance.json",
            "status.json",
            "metrics.jsonl",
            "evaluation.jsonl",
            "checkpoint.safetensors",
            "checkpoint.previous.safetensors",
            "phi.safetensors",
            "report.html",
            "diverged-imitator-1001.safetensors");

    private static final Status RUNNING = Status.running(7, Instant.EPOCH);

    @TempDir
    Path root;

    private RunDirectory open(boolean fresh) {
        return RunDirectory.open(root, "a", "seed-1", fresh);
    }

    private Path trial() {
        return root.resolve("a").resolve("seed-1");
    }

    private static void assertFault(Throwable thrown, int exitCode, String... words) {
        assertThat(thrown)
                .isInstanceOf(Fault.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
        assertThat(((Fault) thrown).exitCode()).isEqualTo(exitCode);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        try (RunDirectory run = open(false)) {
            assertThat(run.path()).isEqualTo(trial());
            assertThat(run.status()).isEmpty();
            run.writeConfig("name: ä\n");
            assertThat(trial().resolve("config.yaml")).hasContent("# format 3\nname: ä\n");
            assertThat(run.report()).isEqualTo(trial().resolve("report.html"));
            assertThat(run.phi()).isEqualTo(trial().resolve("phi.safetensors"));
            assertThat(run.diverged(1001, "imitator")).isEqualTo(trial().resolve("diverged-imitator-1001.safetensors"));
        }
    }

    @Test
    void whatAKilledProgramLeftHalfWrittenIsRemovedAndTheRestIsKept() throws IOException {
        Files.createDirectories(trial());
        for (String file : FILES) {
            Files.writeString(trial().resolve(file), "whole");
            Files.writeString(trial().resolve(file + ".tmp"), "half");
        }
        Files.writeString(trial().resolve("mine.tmp"), "a user's");
        open(false).close();
        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(FILES.stream(), Stream.of(".lock", "mine.tmp"))
                        .toList());
    }

    @Test
    void aFreshStartRemovesWhatATrialWritesAndNothingElse() throws IOException {
        Files.createDirectories(trial());
        for (String file : FILES) {
            Files.writeString(trial().resolve(file), "old");
        }
        Files.writeString(trial().resolve("notes.txt"), "a user's");
        Files.createDirectory(trial().resolve("figures"));
        open(true).close();
        assertThat(names()).containsExactlyInAnyOrder(".lock", "notes.txt", "figures");
    }

    @Test
    void aFreshStartFollowsNoLink() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Path kept = Files.writeString(elsewhere.resolve("kept"), "kept");
        Files.createDirectories(trial());
        Files.createSymbolicLink(trial().resolve("metrics.jsonl"), kept);
        Files.createSymbolicLink(trial().resolve("report.html"), elsewhere);
        open(true).close();
        assertThat(names()).containsExactly(".lock");
        assertThat(kept).hasContent("kept");
    }

    @Test
    void aLinkThatLeadsOutOfTheRunsIsRefused(@TempDir Path elsewhere) throws IOException {
        Path kept = Files.writeString(
                Files.createDirectory(elsewhere.resolve("seed-1")).resolve("status.json"), "kept");
        Files.createSymbolicLink(root.resolve("a"), elsewhere);
        assertFault(catchThrowable(() -> open(true)), 2, "outside " + root);
        assertThat(kept).hasContent("kept");
        Files.createDirectory(root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b").resolve("seed-1"), elsewhere.resolve("seed-1"));
        assertFault(catchThrowable(() -> RunDirectory.open(root, "b", "seed-1", true)), 2, "outside " + root);
        assertThat(kept).hasContent("kept");
    }

    @Test
    void theRootOfAllRunsMayBeALink(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("runs"), elsewhere);
        RunDirectory.open(link, "a", "seed-1", false).close();
        assertThat(elsewhere.resolve("a/seed-1/.lock")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".hidden",
                "a/b",
                "../a",
                "a b",
                "a\nb",
                "a\u0000",
                "ä",
                "a\\b",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void aNameThatIsNotSafeIsRefusedAndNothingIsMade(String name) throws IOException {
        assertFault(catchThrowable(() -> RunDirectory.open(root, name, "seed-1", false)), 2, "name is \"");
        assertFault(catchThrowable(() -> RunDirectory.open(root, "a", name, false)), 2, "trial is \"");
        try (Stream<Path> all = Files.list(root)) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    @Timeout(60)
    void aSecondProcessIsRefusedWithTheNameOfTheHolderAndACrashLeavesNoLock() throws Exception {
        Process child = ChildMain.start("hold", root.toString());
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("held " + trial());
            assertThat(RUNNING.seenIn(trial())).isEqualTo(RUNNING);
            assertFault(
                    catchThrowable(() -> open(false)),
                    3,
                    trial().toRealPath() + " is in use by process " + child.pid() + " on " + Machine.hostName()
                            + " since 2");
            child.destroyForcibly();
            ChildMain.exitCode(child);
            assertThat(RUNNING.seenIn(trial()).state()).isEqualTo(Status.State.INTERRUPTED);
            open(false).close();
        } finally {
            child.destroyForcibly();
        }
    }

    // POSIX would drop the first one's lock, were the file only opened and closed again.
    @Test
    @Timeout(60)
    void aSecondAttemptInTheSameProcessIsRefusedAndDoesNotBreakTheLock() throws Exception {
        try (RunDirectory first = open(false)) {
            assertThat(RUNNING.seenIn(trial())).as("nor does asking break it").isEqualTo(RUNNING);
            String me = "is in use by process " + ProcessHandle.current().pid();
            assertFault(catchThrowable(() -> open(false)), 3, me);
            assertFault(catchThrowable(() -> open(true)), 3, me);
            Process child = ChildMain.start("hold", root.toString());
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).contains(me);
                assertThat(ChildMain.exitCode(child)).isEqualTo(3);
            } finally {
                child.destroyForcibly();
            }
            assertThat(first.path()).exists();
        }
        open(false).close();
    }

    @Test
    void whoHasNoProcessIsInterruptedWhateverItLastWroteOfItself() throws IOException {
        Status killed = RUNNING.seenIn(root);

        assertThat(killed.state()).isEqualTo(Status.State.INTERRUPTED);
        assertThat(killed.message()).contains("its process ended without a result; the same command continues");
        assertThat(killed.metaStep()).isEqualTo(7);
        assertThat(root.resolve(RunDirectory.LOCK)).doesNotExist();
        for (Status.State state : Status.State.values()) {
            Status other = RUNNING.now(state, 7, "so it is");
            assertThat(other.seenIn(root).state())
                    .isEqualTo(state == Status.State.RUNNING ? Status.State.INTERRUPTED : state);
        }
    }

    @Test
    void aPlaceThatIsNoDirectoryIsRefusedWithTheOptionToSet() throws IOException {
        Path file = Files.writeString(root.resolve("runs"), "a file");
        assertFault(
                catchThrowable(() -> RunDirectory.open(file, "a", "seed-1", false)),
                3,
                file.resolve("a").resolve("seed-1").toString(),
                "--runs DIR");
    }

    @Test
    void aPlaceThatIsNotWritableIsRefusedWithTheOptionToSet() throws IOException {
        Path locked = Files.createDirectory(root.resolve("locked"));
        Needs.RIGHTS.orSkip(Files.getFileStore(locked).supportsFileAttributeView("posix"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            // root may write everywhere, but not into the kernel's own file system.
            Path place = Files.isWritable(locked) ? Path.of("/proc") : locked;
            Needs.RIGHTS.orSkip(Files.isDirectory(place));
            assertFault(
                    catchThrowable(() -> RunDirectory.open(place, "understudy", "seed-1", false)),
                    3,
                    place.toString(),
                    "--runs DIR");
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aNameForTheConfigIsShownWithoutControlCharacters() {
        assertThatThrownBy(() -> RunDirectory.locate(root, "a\nERROR forged", "seed-1"))
                .hasMessageContaining("\"a?ERROR forged\"");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(trial())) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
