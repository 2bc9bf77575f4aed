package dev.understudy.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final String OLD = "old";
    private static final String NEW = "new".repeat(50_000);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeTheOldFile() throws IOException {
        file = Files.writeString(directory.resolve("file"), OLD);
    }

    // A name that reaches the disk before its content would show zeros after a power cut.
    @Test
    void theContentIsForcedToTheDiskBeforeItTakesTheName() {
        FaultyDisk disk = FaultyDisk.watching();
        AtomicFile.write(disk, file, null, out -> out.write('x'));
        assertThat(disk.operations)
                .containsExactly(
                        "create file.tmp",
                        "write file.tmp",
                        "force file.tmp",
                        "move file.tmp to file",
                        "force directory " + directory.getFileName());
    }

    @Test
    void aDiskThatIsFullAtAnyStepLeavesTheOldFileOrTheNewOneAndNothingElse() throws IOException {
        int steps = 0;
        for (FaultyDisk disk = FaultyDisk.fullAt(1); ; disk = FaultyDisk.fullAt(++steps + 1)) {
            writeTheOldFile();
            FaultyDisk failing = disk;
            Throwable thrown =
                    catchThrowable(() -> AtomicFile.write(failing, file, null, out -> out.write(NEW.getBytes(UTF_8))));
            if (!failing.hasFailed()) {
                assertThat(thrown).isNull();
                break;
            }
            assertThat(thrown)
                    .isInstanceOf(Fault.class)
                    .hasMessageStartingWith(file + " ")
                    .hasMessageContaining("No space left on device")
                    .hasMessageMatching(".* after \\d+ bytes .*")
                    .hasMessageNotContaining("\n");
            assertThat(((Fault) thrown).exitCode()).isEqualTo(4);
            assertThat(Files.readString(file)).isIn(OLD, NEW);
            assertThat(names()).containsExactly("file");
        }
        assertThat(steps).isGreaterThanOrEqualTo(5);
        assertThat(Files.readString(file)).isEqualTo(NEW);
    }

    @Test
    void aProgramKilledAtAnyStepLeavesTheOldFileOrTheNewOne() throws IOException {
        int step = 1;
        for (FaultyDisk disk = FaultyDisk.killedAt(step); ; disk = FaultyDisk.killedAt(++step)) {
            writeTheOldFile();
            FaultyDisk failing = disk;
            Throwable thrown =
                    catchThrowable(() -> AtomicFile.write(failing, file, null, out -> out.write(NEW.getBytes(UTF_8))));
            if (!failing.hasFailed()) {
                break;
            }
            assertThat(thrown).isInstanceOf(FaultyDisk.Killed.class);
            assertThat(Files.readString(file)).isIn(OLD, NEW);
        }
        assertThat(step).isGreaterThan(5);
    }

    @Test
    void contentThatCannotBeMadeLeavesTheOldFile() throws IOException {
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write('x');
                    throw new IllegalStateException("no content");
                }))
                .hasMessage("no content");
        assertThat(Files.readString(file)).isEqualTo(OLD);
        assertThat(names()).containsExactly("file");
    }

    @Test
    void aDirectoryThatIsMissingIsTheEnvironmentsFault() {
        Path lost = directory.resolve("none").resolve("file");
        Throwable thrown = catchThrowable(() -> AtomicFile.write(lost, out -> out.write('x')));
        assertThat(thrown)
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(lost + " ")
                .hasMessageContaining("--runs DIR");
        assertThat(((Fault) thrown).exitCode()).isEqualTo(3);
    }

    @Test
    void aFolderOrADeviceKeepsItsName() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path link = Files.createSymbolicLink(directory.resolve("null"), Path.of("/dev/null"));
        for (Path other : new Path[] {folder, link}) {
            Throwable thrown = catchThrowable(() -> AtomicFile.write(other, out -> out.write('x')));
            assertThat(thrown)
                    .isInstanceOf(Fault.class)
                    .hasMessageStartingWith('"' + other.toString() + "\" is a ")
                    .hasMessageContaining("; expected the name of a file; ");
            assertThat(((Fault) thrown).exitCode()).isEqualTo(2);
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aLinkIsReplacedAndWhatItLeadsToIsUntouched() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        AtomicFile.write(link, out -> out.write('x'));
        assertThat(Files.readString(link)).isEqualTo("x");
        assertThat(Files.readString(file)).isEqualTo(OLD);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    /** A folder survives a power cut only if its parent folder does, and so does a file in it. */
    @Test
    void eachFolderOfAFileIsMadeAndForcedInTheOneAboveIt() throws IOException {
        FaultyDisk disk = FaultyDisk.watching();
        disk.createDirectories(directory.resolve("a/b"));
        assertThat(directory.resolve("a/b")).isDirectory();
        assertThat(disk.operations)
                .containsExactly(
                        "create directory a",
                        "force directory " + directory.getFileName(),
                        "create directory b",
                        "force directory a");
        disk.createDirectories(directory.resolve("a/b"));
        assertThat(disk.operations).hasSize(4);

        AtomicFile.makeFolderOf(directory.resolve("c/d/e"));
        assertThat(directory.resolve("c/d")).isEmptyDirectory();
    }

    @Test
    void aFileInPlaceOfAFolderIsNamed() {
        assertThatThrownBy(() -> AtomicFile.makeFolderOf(file.resolve("a/b")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageContaining("file/a cannot be ");
        assertThatThrownBy(() -> AtomicFile.makeFolderOf(file.resolve("a")))
                .hasMessageStartingWith(file + " cannot be made (a file of that name is there); expected a folder; ");
    }
}
