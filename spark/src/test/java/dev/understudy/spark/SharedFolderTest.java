package dev.understudy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof that a host sees the driver's folder. */
class SharedFolderTest {
    @TempDir
    private Path runs;

    @Test
    void theSameFolderPassesAndAnotherOneOfItsNameDoesNot() throws Exception {
        try (SharedFolder folder = SharedFolder.of(runs.resolve("runs"))) {
            assertThatCode(() -> SharedFolder.check(folder.runs(), folder.proof(), folder.text()))
                    .doesNotThrowAnyException();
            Path other = Files.createDirectory(runs.resolve("other"));
            assertThatThrownBy(() -> SharedFolder.check(other, folder.proof(), folder.text()))
                    .isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.exitCode())
                            .isEqualTo(3))
                    .hasMessageContaining("is not the folder that the driver sees under this name");
            // An old copy of the folder has a proof, but another one's.
            Files.writeString(other.resolve(folder.proof()), "another");
            assertThatThrownBy(() -> SharedFolder.check(other, folder.proof(), folder.text()))
                    .isInstanceOf(Fault.class);
        }
    }

    @Test
    void nothingStaysBehind() throws Exception {
        Path ofAKilledDriver = Files.writeString(runs.resolve(".cluster-old"), "old");
        Files.setLastModifiedTime(ofAKilledDriver, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        Path ofAnother = Files.writeString(runs.resolve(".cluster-running"), "running");
        SharedFolder.of(runs).close();
        assertThat(runs).isDirectoryContaining(ofAnother::equals);
        try (var files = Files.list(runs)) {
            assertThat(files).containsExactly(ofAnother);
        }
    }
}
