package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.Needs;
import dev.understudy.fault.Fault;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileFaultTest {
    private static final Path LOG = Path.of("runs", "metrics.jsonl");

    @Test
    void theReasonIsTheSystemsOwnWithoutThePath() {
        assertThat(FileFault.reason(new AccessDeniedException("/a/b"))).isEqualTo("access denied");
        assertThat(FileFault.reason(new NoSuchFileException("/a/b"))).isEqualTo("no such file or directory");
        assertThat(FileFault.reason(new FileSystemException("/a/b", null, "Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(FileFault.reason(new FileSystemException("/a/b"))).isEqualTo("/a/b");
        assertThat(FileFault.reason(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(FileFault.reason(new EOFException())).isEqualTo("EOFException");
    }

    @Test
    void aPlaceThatMayNotBeWrittenIsTheEnvironmentsFault() {
        for (IOException cause : new IOException[] {
            new AccessDeniedException("/a/b"), new FileSystemException("/a/b", null, "Read-only file system"),
        }) {
            environment(
                    cause,
                    "cannot be written (" + FileFault.reason(cause)
                            + "); expected a place that may be written; check its "
                            + "rights, or choose another place with --runs DIR or --to FILE");
        }
    }

    private static void environment(IOException cause, String found) {
        Fault fault = FileFault.writing(LOG, 7, cause);
        assertThat(fault.exitCode()).isEqualTo(3);
        assertThat(fault.getMessage()).isEqualTo(LOG + " " + found);
        assertThat(fault.getCause()).isSameAs(cause);
    }

    @Test
    void aPathThatIsTooLongIsToBeAnotherOne(@TempDir Path folder) {
        Path tooLong = folder.resolve("x".repeat(300));
        IOException refused = catchThrowableOfType(IOException.class, () -> Files.createDirectory(tooLong));

        assertThat(FileFault.writing(tooLong, 0, refused))
                .hasMessageStartingWith(
                        tooLong + " cannot be written (File name too long); expected a path that is short enough")
                .extracting(Fault::exitCode)
                .isEqualTo(3);
    }

    @Test
    void aFolderThatIsMissingIsToBeMade() {
        environment(
                new NoSuchFileException("/a/b"),
                "cannot be written (no such file or directory); expected a folder that is there; make its folder, or "
                        + "choose another place with --runs DIR or --to FILE");
    }

    @Test
    void aFileInTheWayOfAFolderIsToBeMovedAway() {
        environment(
                new FileAlreadyExistsException("/a/b"),
                "cannot be made (a file of that name is there); expected a folder; move the file away, or choose another place with --runs DIR or --to FILE");
        assertThat(FileFault.writing(LOG, 0, new FileSystemException("/a/b", null, "Not a directory")))
                .hasMessageContaining("move the file away");
    }

    @Test
    void aLimitOfOpenFilesIsToBeRaised() {
        IOException cause = new FileSystemException("/a/b", null, "Too many open files");
        Fault fault = FileFault.writing(LOG, 7, cause);
        assertThat(fault.exitCode()).isEqualTo(4);
        assertThat(fault)
                .hasMessage(
                        LOG + " cannot be written (Too many open files); expected a process that may open some hundred "
                                + "files; raise the limit, such as with ulimit -n 1024, and call again");
        assertThat(FileFault.reading(LOG, cause))
                .hasMessageStartingWith(
                        LOG + " cannot be read (Too many open files); expected a process that may open");
    }

    /** In the system's own words, which come from a process that has reached the limit. */
    @Tag("process")
    @Test
    @Timeout(60)
    void aProcessThatMayOpenNoMoreFilesSaysSo(@TempDir Path folder) throws IOException, InterruptedException {
        Needs.LINUX.orSkip();
        Process child = ChildMain.start(
                List.of("bash", "-c", "ulimit -n 200; exec \"$@\"", "limited"), "exhaust", folder.toString());
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine())
                    .startsWith("3 " + folder.resolve("none/log.jsonl") + " cannot be written (no such");
            assertThat(out.readLine())
                    .startsWith("4 " + folder.resolve("second.jsonl") + " cannot be read (Too many open files); ")
                    .contains("raise the limit");
            assertThat(ChildMain.exitCode(child)).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /** The system's message for a link that is opened without being followed. */
    @Test
    void aLinkInPlaceOfALogIsToBeRemoved(@TempDir Path folder) throws IOException {
        Path log = Files.createSymbolicLink(folder.resolve("metrics.jsonl"), Files.createFile(folder.resolve("other")));
        assertThatThrownBy(() -> JsonLines.open(log))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageStartingWith(log + " is a link, which is not followed here (")
                .hasMessageEndingWith(
                        "); expected a file of its own; remove the link; its target has not been changed");
    }

    @Test
    void aFileThatCannotBeReadIsTheEnvironmentsFault() {
        Fault fault = FileFault.reading(LOG, new AccessDeniedException("/a/b"));
        assertThat(fault.exitCode()).isEqualTo(3);
        assertThat(fault.getMessage())
                .isEqualTo(LOG + " cannot be read (access denied); expected a file that may be read; check its rights");
        assertThat(FileFault.reading(LOG, new IOException("Input/output error")))
                .hasMessageEndingWith("check its rights and the disk");
    }

    @Test
    void whatElseFailsIsAFaultOfTheDiskAndSaysHowFarItCameAndWhatIsFree(@TempDir Path directory) {
        Path file = directory.resolve("file");
        Fault broken = FileFault.writing(file, 7, new IOException("Input/output error"));
        assertThat(broken.exitCode()).isEqualTo(4);
        assertThat(broken.getMessage())
                .startsWith(file + " cannot be written, it failed after 7 bytes (Input/output error; ")
                .containsPattern(
                        "; [1-9][0-9]* bytes are free there\\); expected a disk that stores it; make sure that the ")
                .endsWith("; the former content is kept");
        assertThat(FileFault.writing(directory.resolve("none/file"), 7, new IOException("x")))
                .hasMessageContaining("(x; free space unknown)");
    }

    @Test
    void aFullDiskIsToBeGivenRoom(@TempDir Path directory) {
        for (String words : new String[] {"No space left on device", "Disk quota exceeded"}) {
            Fault full = FileFault.writing(directory.resolve("file"), 7, new IOException(words));
            assertThat(full.exitCode()).isEqualTo(4);
            assertThat(full).hasMessageContaining("); expected a disk with room; make room and call again, or choose ");
        }
    }

    /** A name without a folder is in the working directory. */
    @Test
    void theFreeSpaceOfTheWorkingDirectoryIsKnown() {
        assertThat(FileFault.writing(Path.of("file"), 0, new IOException("x")))
                .hasMessageContaining("bytes are free there");
    }
}
