package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fashion-MNIST, of which nothing better than MD5 was published: the files that came first are the files. */
class FetchedFilesTest {
    @TempDir
    private Path folder;

    private Path published;

    @BeforeEach
    void aPublishedSet() throws IOException {
        published = Files.createDirectory(folder.resolve("published"));
        IdxFiles.folder(published, 20, 10);
    }

    @Test
    void aDownloadIsKnownByItsSha256AsTheToolOfThatNameReadsIt() throws Exception {
        fetch();
        assertThat(Files.readAllLines(folder.resolve("sha256.txt")))
                .containsExactly(
                        line(ImageSet.TRAIN_IMAGES),
                        line(ImageSet.TRAIN_LABELS),
                        line(ImageSet.TEST_IMAGES),
                        line(ImageSet.TEST_LABELS));
        assertThat(folder.resolve("sha256.txt.part")).doesNotExist();
        fetch();
        assertThat(Files.readAllLines(folder.resolve("sha256.txt"))).hasSize(4);
        load();
    }

    @Test
    void filesOfAnEarlierDownloadAreNotedWhenTheyAreFetchedAgain() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        fetch();
        assertThat(folder.resolve("sha256.txt")).content().contains(line(ImageSet.TEST_LABELS));
    }

    @Test
    void aChangedFileIsRefusedWhereItIsRead() throws IOException {
        fetch();
        Path labels = folder.resolve(ImageSet.TRAIN_LABELS + ".gz");
        byte[] other = IdxFiles.labels(20);
        other[8] = 7;
        Files.write(labels, IdxFiles.gzip(other));
        refused(
                this::load,
                labels + " has changed since it was downloaded: its SHA-256 is ",
                "; expected " + sha256(published.resolve(labels.getFileName())) + ", as " + folder.resolve("sha256.txt")
                        + " has it; ",
                "`data fetch fashion-mnist`");
        refused(this::fetch, labels + " is there already and is another file");
        Files.writeString(
                folder.resolve("sha256.txt"),
                Files.readString(folder.resolve("sha256.txt")).replaceAll("(?m)^.*train-labels.*\n", ""));
        load();
    }

    @Test
    void aSecondDownloadMustGiveTheSameFileThoughAnotherHasItsMd5() throws IOException {
        fetch();
        Path labels = folder.resolve(ImageSet.TRAIN_LABELS + ".gz");
        Files.delete(labels);
        byte[] other = IdxFiles.labels(20);
        other[8] = 7;
        Files.write(
                published.resolve(labels.getFileName()), IdxFiles.gzip(other)); // fetch() takes its MD5 as published
        assertThatThrownBy(this::fetch)
                .isInstanceOf(Fault.class)
                .hasMessageContaining("gave another file: SHA-256 is ");
        assertThat(labels).doesNotExist();
    }

    @Test
    void somebodysOwnFilesAreReadAsTheyAre() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        load();
        Files.writeString(folder.resolve("sha256.txt"), "any text\n0123  other.gz\n");
        load();
    }

    @Test
    void aDamagedLineIsNotTakenForNone() throws IOException {
        fetch();
        Path list = folder.resolve("sha256.txt");
        Files.writeString(list, "x" + Files.readString(list).substring(1));
        refused(this::load, list + " has no SHA-256 before " + ImageSet.TRAIN_IMAGES + ".gz; expected 64 digits");
    }

    @Test
    void linesOfOthersStay() throws IOException {
        Files.writeString(folder.resolve("sha256.txt"), "0123  other.gz\n");
        fetch();
        assertThat(Files.readAllLines(folder.resolve("sha256.txt")))
                .hasSize(5)
                .first()
                .isEqualTo("0123  other.gz");
    }

    @Test
    void aLinkInPlaceOfTheListIsReplacedAndNotWrittenThrough() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "");
        Files.createSymbolicLink(folder.resolve("sha256.txt.part"), victim);
        Files.createSymbolicLink(folder.resolve("sha256.txt"), victim);
        fetch();
        assertThat(victim).isEmptyFile();
        assertThat(folder.resolve("sha256.txt")).isRegularFile();
    }

    @Test
    void whatWasPublishedWithASha256NeedsNoList() throws IOException {
        ImageSet.File file = new ImageSet.File(
                ImageSet.TEST_LABELS,
                18,
                Checksum.sha256OfContent(
                        HexFormat.of().formatHex(DataHash.digest("SHA-256").digest(IdxFiles.labels(10)))));
        fetch(List.of(file));
        assertThat(folder.resolve(file.gzipName())).exists();
        assertThat(folder.resolve("sha256.txt")).doesNotExist();
    }

    private void fetch() throws IOException {
        fetch(Stream.of(ImageSet.TRAIN_IMAGES, ImageSet.TRAIN_LABELS, ImageSet.TEST_IMAGES, ImageSet.TEST_LABELS)
                .map(this::file)
                .toList());
    }

    private void fetch(List<ImageSet.File> files) throws IOException {
        try (LoopbackMirror mirror = new LoopbackMirror(exchange -> LoopbackMirror.serving(Files.readAllBytes(
                        published.resolve(exchange.getRequestURI().getPath().substring(1))))
                .to(exchange))) {
            new Download(
                            new ImageSet(DataSets.FASHION_MNIST, 0, 1, files, List.of(mirror.uri())),
                            new Download.Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 1))
                    .into(folder, Progress.NONE);
        }
    }

    private ImageSet.File file(String name) {
        try {
            byte[] packed = Files.readAllBytes(published.resolve(name + ".gz"));
            String md5 = HexFormat.of().formatHex(DataHash.digest("MD5").digest(packed));
            return new ImageSet.File(name, 100_000, Checksum.md5OfGzip(md5));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void load() {
        DataSets.load(DataSets.FASHION_MNIST, folder);
    }

    private String line(String name) throws IOException {
        return sha256(published.resolve(name + ".gz")) + "  " + name + ".gz";
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(DataHash.digest("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static void refused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(2);
            assertThat(fault.getMessage()).contains(words).doesNotContain("\n");
        });
    }
}
