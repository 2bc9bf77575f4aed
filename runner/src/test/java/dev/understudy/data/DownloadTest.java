package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.Needs;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final String NAME = FourFiles.TEST_IMAGES + ".gz";
    private static final byte[] CONTENT = IdxFiles.images(500, 28, 28);
    private static final byte[] PACKED = IdxFiles.gzip(CONTENT);
    private static final long MOST =
            new ImageSet.File("", CONTENT.length, Checksum.sha256OfContent("")).mostGzipBytes();
    private static final byte[] PAGE = "<html>log in first</html>".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = IdxFiles.gzip(IdxFiles.images(499, 28, 28));

    @TempDir
    Path folder;

    private Duration stall = Duration.ofSeconds(20);
    private final List<LoopbackMirror> mirrors = new ArrayList<>();

    @AfterEach
    void closeMirrors() {
        mirrors.forEach(LoopbackMirror::close);
    }

    @Test
    void aDownloadedFileBearsItsNameAndLeavesNothingElse() throws IOException {
        mirror(LoopbackMirror.serving(PACKED));
        List<String> told = new ArrayList<>();
        download()
                .into(
                        folder.resolve("new/mnist"),
                        (file, bytes, total) -> told.add(file + " " + bytes + " of " + total));
        assertThat(folder.resolve("new/mnist").resolve(NAME)).hasBinaryContent(PACKED);
        assertThat(told).last().isEqualTo(NAME + " " + PACKED.length + " of " + PACKED.length);
        assertThat(names(folder.resolve("new/mnist"))).containsExactly(NAME);
    }

    @Test
    void aDownloadGoesOnWhereAnEarlierOneStopped() throws IOException {
        part(Arrays.copyOf(PACKED, 1000));
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
        assertThat(mirrors.get(0).ranges).containsExactly("bytes=1000-");
    }

    @Test
    void aMirrorWithoutRangesSendsTheFileAnew() throws IOException {
        part(Arrays.copyOf(PACKED, 1000));
        mirror(LoopbackMirror.servingWhole(PACKED));
        fetched();
    }

    @Test
    void aBeginningOfAnotherFileIsThrownAway() throws IOException {
        part(Arrays.copyOf(OTHER, 1000));
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
        assertThat(mirrors.get(0).ranges).containsExactly("bytes=1000-", "");
    }

    @Test
    void aPartThatIsTheWholeFileIsOnlyRenamed() throws IOException {
        part(PACKED);
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
        assertThat(mirrors.get(0).ranges).containsExactly("bytes=" + PACKED.length + "-");
    }

    @Test
    void aConnectionThatBreaksOffIsTakenUpByTheNextMirror() throws IOException {
        // The first hangs up when its half is on disk: bytes that are still on the way then may be lost.
        CountDownLatch written = new CountDownLatch(1);
        mirror(LoopbackMirror.breakingOff(PACKED, PACKED.length / 2, written));
        mirror(LoopbackMirror.serving(PACKED));
        download().into(folder, (file, bytes, total) -> {
            if (bytes == PACKED.length / 2) {
                written.countDown();
            }
        });
        assertThat(folder.resolve(NAME)).hasBinaryContent(PACKED);
        assertThat(mirrors.get(1).ranges).containsExactly("bytes=" + PACKED.length / 2 + "-");
    }

    @Test
    void theNextMirrorServesWhenTheFirstIsDown() throws IOException {
        mirror(LoopbackMirror.serving(PACKED)).close();
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
    }

    @Test
    void theNextMirrorServesWhenTheFirstHasAnotherFile() throws IOException {
        mirror(LoopbackMirror.serving(OTHER));
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
    }

    @Test
    void theNextMirrorServesWhenTheFirstSendsAWebPage() throws IOException {
        mirror(LoopbackMirror.status(200, "text/html", PAGE));
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
    }

    @Test
    void aWebPageDoesNotTouchWhatCameBefore() throws IOException {
        part(Arrays.copyOf(PACKED, 1000));
        mirror(LoopbackMirror.status(200, "text/html", PAGE));
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
        assertThat(mirrors.get(1).ranges).containsExactly("bytes=1000-");
    }

    @Test
    void whenAllMirrorsFailEachReasonIsGivenAndNothingIsLeft() throws IOException {
        mirror(LoopbackMirror.serving(OTHER));
        mirror(LoopbackMirror.status(200, "text/html", PAGE));
        mirror(LoopbackMirror.status(404, "text/plain", PAGE));
        mirror(LoopbackMirror.serving(PACKED)).close();
        assertFault(
                3,
                "mnist has a file that cannot be downloaded, " + NAME + ": ",
                mirrors.get(0).uri() + " gave another file: SHA-256 of its content is ",
                ", expected " + hex(CONTENT),
                mirrors.get(1).uri() + " sent a web page (Content-Type text/html) instead of a gzip file",
                mirrors.get(2).uri() + " answered with HTTP status 404",
                mirrors.get(3).uri() + " cannot be used (",
                "-o data.dir=FOLDER");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aBombIsNotUnpackedBeyondThePublishedLength() throws IOException {
        mirror(LoopbackMirror.serving(IdxFiles.gzip(IdxFiles.concat(CONTENT, new byte[10_000_000]))));
        assertFault(3, "unpacks to more than the expected " + CONTENT.length + " bytes");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void damagedGzipIsGivenUp() throws IOException {
        byte[] damaged = PACKED.clone();
        damaged[damaged.length - 8] ^= 1;
        mirror(LoopbackMirror.serving(damaged));
        assertFault(3, "gave another file: is damaged or truncated gzip (Corrupt GZIP trailer)");
    }

    @Test
    void aFileThatIsTooLargeIsGivenUpBeforeItComes() throws IOException {
        mirror(LoopbackMirror.promising(200, 1L << 40));
        assertFault(3, "offers 1099511627776 bytes; expected 0 to " + MOST);
        assertThat(names(folder)).isEmpty();
    }

    /** An endless answer is eight times the limit: without a limit in the program, this test must not fill the disk. */
    @Test
    void aFileThatGoesOnForEverIsGivenUpAtTheLimit() throws IOException {
        mirror(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(PACKED);
            // It ends by itself, far beyond the limit: a program without the limit would fill the disk.
            for (int i = 0; i < 50; i++) {
                exchange.getResponseBody().write(new byte[100_000]);
            }
        });
        assertFault(3, "sent more than the " + MOST + " bytes that this file can have");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aMirrorThatFallsSilentIsGivenUpAndWhatCameIsKept() throws IOException {
        stall = Duration.ofMillis(500);
        CountDownLatch over = new CountDownLatch(1);
        mirror(LoopbackMirror.breakingOff(PACKED, 1000, over));
        assertFault(3, "sent fewer than 1 bytes in 500 ms, after 1000 bytes");
        over.countDown();
        assertThat(folder.resolve(NAME + ".part")).hasBinaryContent(Arrays.copyOf(PACKED, 1000));
        assertThat(folder.resolve(NAME)).doesNotExist();
    }

    @Test
    void aWrongRangeIsGivenUp() throws IOException {
        part(Arrays.copyOf(PACKED, 1000));
        mirror(exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/10");
            LoopbackMirror.promising(206, 10).to(exchange);
        });
        assertFault(3, "was asked for the bytes from 1000 on, and answered with the range bytes 0-9/10");
    }

    @Test
    void aFileThatIsNoneIsNotReadForEver() throws IOException {
        Files.createDirectory(folder.resolve(NAME));
        mirror(LoopbackMirror.serving(PACKED));
        assertFault(2, folder.resolve(NAME) + " exists already and is not a file; expected the published file or none");
    }

    @Test
    void everyPublishedSetComesByHttpsAlone() {
        assertThat(Stream.of(ImageSet.MNIST, ImageSet.FASHION_MNIST).flatMap(set -> set.mirrors().stream()))
                .isNotEmpty()
                .allMatch(mirror ->
                        mirror.getScheme().equals("https") && mirror.getPath().endsWith("/"));
    }

    @Test
    void everyPublishedFileHasASha256OfItsOwn() {
        assertThat(Stream.of(ImageSet.MNIST, ImageSet.FASHION_MNIST)
                        .flatMap(set -> set.files().stream())
                        .map(file -> file.checksum().hex()))
                .hasSize(8)
                .doesNotHaveDuplicates()
                .allMatch(hex -> hex.matches("[0-9a-f]{64}"));
    }

    @Test
    void aFullDiskIsAFaultOfResourcesWithThePath() throws IOException {
        Needs.DEV_FULL.orSkip();
        Path part = folder.resolve(NAME + ".part");
        try (PartFile full = new PartFile(part, FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE))) {
            assertThatThrownBy(() -> full.write(ByteBuffer.wrap(PACKED), 7))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(4))
                    .hasMessageContaining(part + " cannot be written any further after 7 bytes (")
                    .hasMessageContaining("make room and fetch again");
        }
    }

    @Test
    void aFileThatIsThereIsNotAskedForAgain() throws IOException {
        Files.write(folder.resolve(NAME), PACKED);
        mirror(LoopbackMirror.serving(PACKED));
        fetched();
        assertThat(mirrors.get(0).ranges).isEmpty();
    }

    @Test
    void anotherFileOfThatNameIsNotOverwritten() throws IOException {
        Files.write(folder.resolve(NAME), OTHER);
        mirror(LoopbackMirror.serving(PACKED));
        assertFault(2, folder.resolve(NAME) + " exists already and is another file (SHA-256", "-o data.dir=" + folder);
        assertThat(folder.resolve(NAME)).hasBinaryContent(OTHER);
    }

    @Test
    void aSecondDownloadIntoTheSameFileIsRefused() throws IOException {
        mirror(LoopbackMirror.serving(PACKED));
        try (FileChannel held =
                FileChannel.open(folder.resolve(NAME + ".part"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(held.tryLock()).isNotNull();
            assertFault(3, folder.resolve(NAME + ".part") + " is being written by another download");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("file"), PAGE);
        assertThatThrownBy(() -> download().into(file.resolve("mnist"), Download.Progress.NONE))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.exitCode()).isEqualTo(3);
                    assertThat(fault).hasMessageContaining(file.resolve("mnist") + " cannot be made");
                });
    }

    @Test
    void aChecksumMayBeOfTheGzipFileItself() throws IOException {
        Path file = Files.write(folder.resolve("file"), PACKED);
        assertThat(Checksum.sha256OfFile(hex(PACKED)).mismatch(file, CONTENT.length))
                .isEmpty();
        assertThat(Checksum.sha256OfFile(hex(CONTENT)).mismatch(file, CONTENT.length))
                .contains("SHA-256 is " + hex(PACKED) + ", expected " + hex(CONTENT));
    }

    @Test
    void whatTheProgramMakesCannotBeDownloaded() {
        assertThatThrownBy(() -> Download.fetch(DataSets.DIGITS, folder, Download.Progress.NONE))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageContaining("digits is made by the program");
    }

    private LoopbackMirror mirror(LoopbackMirror.Answer answer) throws IOException {
        LoopbackMirror mirror = new LoopbackMirror(answer);
        mirrors.add(mirror);
        return mirror;
    }

    private Download download() {
        ImageSet.File file =
                new ImageSet.File(FourFiles.TEST_IMAGES, CONTENT.length, Checksum.sha256OfContent(hex(CONTENT)));
        List<URI> uris = mirrors.stream().map(LoopbackMirror::uri).toList();
        return new Download(
                new ImageSet("mnist", 0, 1, List.of(file), uris),
                new Download.Limits(Duration.ofSeconds(20), stall, 1));
    }

    private void fetched() throws IOException {
        download().into(folder, Download.Progress.NONE);
        assertThat(folder.resolve(NAME)).hasBinaryContent(PACKED);
        assertThat(names(folder)).containsExactly(NAME);
    }

    private void assertFault(int exitCode, String... parts) {
        assertThatThrownBy(() -> download().into(folder, Download.Progress.NONE))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.exitCode()).isEqualTo(exitCode);
                    assertThat(fault.getMessage()).contains(parts).doesNotContain("\n");
                });
    }

    private void part(byte[] bytes) throws IOException {
        Files.write(folder.resolve(NAME + ".part"), bytes);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(Checksum.sha256().digest(bytes));
    }
}
