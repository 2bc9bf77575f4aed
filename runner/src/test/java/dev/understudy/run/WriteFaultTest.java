package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.fault.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteFaultTest {
    private static final Path LOG = Path.of("runs", "metrics.jsonl");

    @Test
    void theReasonIsTheSystemsOwnWithoutThePath() {
        assertThat(WriteFault.reason(new AccessDeniedException("/a/b"))).isEqualTo("access denied");
        assertThat(WriteFault.reason(new NoSuchFileException("/a/b"))).isEqualTo("no such file or directory");
        assertThat(WriteFault.reason(new FileSystemException("/a/b", null, "Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(WriteFault.reason(new FileSystemException("/a/b"))).isEqualTo("/a/b");
        assertThat(WriteFault.reason(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(WriteFault.reason(new EOFException())).isEqualTo("EOFException");
    }

    @Test
    void aPlaceThatMayNotBeWrittenIsTheEnvironmentsFault() {
        for (IOException cause : new IOException[] {
            new AccessDeniedException("/a/b"),
            new NoSuchFileException("/a/b"),
            new FileSystemException("/a/b", null, "Read-only file system"),
        }) {
            Fault fault = WriteFault.of(LOG, 7, cause);
            assertThat(fault.exitCode()).isEqualTo(3);
            assertThat(fault.getMessage())
                    .isEqualTo(LOG + ": cannot be written (" + WriteFault.reason(cause)
                            + "); check its rights, or choose another directory with --runs DIR");
            assertThat(fault.getCause()).isSameAs(cause);
        }
    }

    @Test
    void whatElseFailsIsAFaultOfTheDiskAndSaysHowFarItCameAndWhatIsFree(@TempDir Path directory) {
        Path file = directory.resolve("file");
        Fault fault = WriteFault.of(file, 7, new IOException("Input/output error"));
        assertThat(fault.exitCode()).isEqualTo(4);
        assertThat(fault.getMessage())
                .startsWith(file + ": could not be written, it failed after 7 bytes (Input/output error; ")
                .containsPattern("; [1-9][0-9]* bytes are free there\\); what was there before is kept");
        assertThat(WriteFault.of(directory.resolve("none/file"), 7, new IOException("x")))
                .hasMessageContaining("(x; free space unknown)");
    }

    /** A name without a folder lies in the working directory. */
    @Test
    void theFreeSpaceOfTheWorkingDirectoryIsKnown() {
        assertThat(WriteFault.of(Path.of("file"), 0, new IOException("x")))
                .hasMessageContaining("bytes are free there");
    }

    @Test
    void aDiskIsFullWhereTheSystemSaysSo() {
        assertThat(WriteFault.isFull(new IOException("No space left on device")))
                .isTrue();
        assertThat(WriteFault.isFull(new IOException("Disk quota exceeded"))).isTrue();
        assertThat(WriteFault.isFull(new IOException("Input/output error"))).isFalse();
    }
}
