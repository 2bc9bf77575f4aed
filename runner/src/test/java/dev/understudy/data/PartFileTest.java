package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.Needs;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A download leaves foreign files at the place of its own file unchanged. */
@Timeout(60)
@Tag("process") // mkfifo
class PartFileTest {
    private static final byte[] CONTENT = IdxFiles.images(50, 28, 28);
    private static final byte[] PACKED = IdxFiles.gzip(CONTENT);
    private static final String NAME = FourFiles.TEST_IMAGES + ".gz";

    @TempDir
    private Path folder;

    @Test
    void aSymbolicLinkIsNotWrittenThrough() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(part(), victim);

        refused(part() + " is a symbolic link; expected a plain file, or none, to download into; remove it");

        assertThat(victim).hasContent("precious");
        assertThat(part()).isSymbolicLink();
    }

    @Test
    void aSymbolicLinkToNothingMakesNoFile() throws IOException {
        Path victim = folder.resolve("victim");
        Files.createSymbolicLink(part(), victim);

        refused("is a symbolic link");

        assertThat(victim).doesNotExist();
    }

    @Test
    void aHardLinkIsNotWrittenThrough() throws IOException {
        Needs.LINUX.orSkip();
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createLink(part(), victim);

        refused("is a hard link to a file that has another name too");

        assertThat(victim).hasContent("precious");
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        Files.createDirectory(part());
        refused("is a directory; expected a plain file");
        assertThat(part()).isDirectory();
    }

    @Test
    void aPipeIsNoFileAndIsNotWaitedFor() throws IOException, InterruptedException {
        Needs.LINUX.orSkip();
        assertThat(new ProcessBuilder("mkfifo", part().toString()).start().waitFor())
                .isZero();
        refused("is not a plain file");
    }

    @Test
    void aLinkThatTakesItsPlaceWhileItIsOpenIsNeitherWrittenThroughNorRead() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        try (PartFile open = PartFile.open(part())) {
            Files.delete(part());
            Files.createSymbolicLink(part(), victim);
            open.cut();
            open.write(ByteBuffer.wrap(PACKED), 0);
        }
        assertThat(victim).hasContent("precious");
        assertThatThrownBy(() -> Content.open(part(), LinkOption.NOFOLLOW_LINKS))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aTargetThatIsALinkToNothingIsNotReplaced() throws IOException {
        Path target = Files.createSymbolicLink(folder.resolve(NAME), folder.resolve("victim"));
        assertThatThrownBy(this::download)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageContaining(target + " exists already and is not a file");
        assertThat(target).isSymbolicLink();
        assertThat(folder.resolve("victim")).doesNotExist();
    }

    @Test
    void aTargetThatIsALinkToTheFileItselfIsRead() throws IOException {
        Path elsewhere = Files.write(folder.resolve("elsewhere"), PACKED);
        Files.createSymbolicLink(folder.resolve(NAME), elsewhere);
        download();
        assertThat(folder.resolve(NAME)).isSymbolicLink();
    }

    private void refused(String words) {
        assertThatThrownBy(this::download)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageContaining(words);
        assertThat(folder.resolve(NAME)).doesNotExist();
    }

    private void download() throws IOException {
        ImageSet.File file = new ImageSet.File(
                FourFiles.TEST_IMAGES,
                CONTENT.length,
                Checksum.sha256OfContent(
                        HexFormat.of().formatHex(Checksum.sha256().digest(CONTENT))));
        try (LoopbackMirror mirror = new LoopbackMirror(LoopbackMirror.serving(PACKED))) {
            new Download(
                            new ImageSet("mnist", 0, 1, List.of(file), List.of(mirror.uri())),
                            new Download.Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 1))
                    .into(folder, Download.Progress.NONE);
        }
    }

    private Path part() {
        return folder.resolve(NAME + ".part");
    }
}
