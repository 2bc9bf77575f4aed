package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    @TempDir
    Path folder;

    @Test
    void plainAndGzippedFilesReadAlikeWhateverTheirName() throws IOException {
        byte[] content = IdxFiles.images(3, 4, 5);
        byte[] pixels = Arrays.copyOfRange(content, 16, content.length);
        for (byte[] bytes : new byte[][] {content, IdxFiles.gzip(content)}) {
            for (String name : new String[] {"plain", "packed.gz"}) {
                try (Idx images = Idx.images(write(name, bytes))) {
                    assertThat(images.count()).isEqualTo(3);
                    assertThat(images.shape()).isEqualTo(new Shape(1, 4, 5));
                    assertThat(images.data()).isEqualTo(pixels);
                }
            }
        }
    }

    @Test
    void imagesInThePlaceOfLabelsAreRefused() throws IOException {
        refusedAsLabels(
                IdxFiles.images(1, 2, 2), "has the magic number 0x00000803 (images); expected 0x00000801 (labels)");
    }

    @Test
    void anUnknownMagicNumberIsRefused() throws IOException {
        byte[] floats = IdxFiles.images(1, 2, 2);
        floats[2] = 0x0d;
        refused(
                floats,
                "has the magic number 0x00000d03; expected 0x00000803 (images) or 0x00000804 (images with channels)");
    }

    /** Count, channels, rows, columns. */
    @Test
    void imagesMayHaveChannels() throws IOException {
        byte[] pixels = new byte[2 * 3 * 4 * 5];
        pixels[17] = 99;
        byte[] content = IdxFiles.concat(Idx.header(2, 3, 4, 5), pixels);
        for (byte[] bytes : new byte[][] {content, IdxFiles.gzip(content)}) {
            try (Idx images = Idx.images(write("colours", bytes))) {
                assertThat(images.count()).isEqualTo(2);
                assertThat(images.shape()).isEqualTo(new Shape(3, 4, 5));
                assertThat(images.data()).isEqualTo(pixels);
            }
        }
        refusedAsLabels(
                content, "has the magic number 0x00000804 (images with channels); expected 0x00000801 (labels)");
        refused(Arrays.copyOf(content, 18), "ends after 18 bytes; expected at least the 20 bytes of a header");
        refused(
                Arrays.copyOf(content, content.length - 1),
                "has only 139 bytes; expected 140, as its header says 2×3×4×5 bytes of data");
        refused(
                Idx.header(-1, -1, -1, -1),
                "has a header that says 4294967295×4294967295×4294967295×4294967295 bytes of data");
    }

    @Test
    void imagesOfASizeThatNoNetworkTakesAreRefused() throws IOException {
        Path wide = write("wide", IdxFiles.images(1, 1, 16385));
        refused(wide, "has images whose width is 16385; expected a whole number from 1 to 16384", () -> {
            try (Idx images = Idx.images(wide)) {
                images.shape();
            }
        });
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        refused(new byte[0], "ends after 0 bytes; expected an IDX file");
    }

    @Test
    void aHeaderThatBreaksOffIsRefused() throws IOException {
        refused(
                Arrays.copyOf(IdxFiles.images(1, 2, 2), 11),
                "ends after 11 bytes; expected at least the 16 bytes of a header");
    }

    @Test
    void aWebPageIsCalledAWebPage() throws IOException {
        refused("\n<!DOCTYPE html><html>404</html>".getBytes(StandardCharsets.UTF_8), "is a web page");
        refused("<p>".getBytes(StandardCharsets.UTF_8), "is a web page");
        refused(IdxFiles.gzip("<html>404</html>".getBytes(StandardCharsets.UTF_8)), "is a web page");
    }

    @Test
    void noImagesAreRefused() throws IOException {
        refused(Idx.header(0, 28, 28), "has a header that says 0×28×28 bytes of data; expected 1 to 1073741824");
    }

    @Test
    void countsWhoseProductOverflowsAreRefused() throws IOException {
        // 65536·65536·1 is 0 in 32 bits, 2^32·2^32 is beyond 64 bits.
        refused(Idx.header(1 << 16, 1 << 16, 1), "has a header that says 65536×65536×1 bytes of data");
        refused(Idx.header(-1, -1, -1), "has a header that says 4294967295×4294967295×4294967295 bytes of data");
        refused(Idx.header(1 << 31, 2, 1), "has a header that says 2147483648×2×1 bytes of data");
    }

    @Test
    void countsBeyondTheFileAreRefused() throws IOException {
        refused(
                IdxFiles.concat(Idx.header(1000, 28, 28), new byte[784]),
                "has only 800 bytes; expected 784016, as its header says 1000×28×28 bytes of data");
    }

    @Test
    void countsThatNoGzipOfThisLengthCanHoldAreRefused() throws IOException {
        byte[] packed = IdxFiles.gzip(Idx.header(1_000_000, 28, 28));
        refused(packed, "has only " + packed.length + " bytes; expected 784000016, ");
    }

    @Test
    void trailingBytesAreRefused() throws IOException {
        refused(
                IdxFiles.concat(IdxFiles.images(2, 2, 2), (byte) 7),
                "has 25 bytes; expected 24, as its header says 2×2×2");
        refused(IdxFiles.gzip(IdxFiles.concat(IdxFiles.images(2, 2, 2), (byte) 7)), "its gzip trailer says 25");
    }

    @Test
    void aSecondGzipMemberIsRefused() throws IOException {
        byte[] packed = IdxFiles.gzip(IdxFiles.images(2, 2, 2));
        refused(IdxFiles.concat(packed, IdxFiles.gzip(new byte[5])), "its gzip trailer says 5");
    }

    @Test
    void truncatedGzipIsRefused() throws IOException {
        byte[] packed = IdxFiles.gzip(IdxFiles.images(100, 28, 28));
        refused(Arrays.copyOf(packed, packed.length / 2), "truncated, damaged or joined");
        refused(Arrays.copyOf(packed, 5), "is damaged or truncated gzip");
    }

    @Test
    void gzipThatBreaksOffBehindAnHonestTrailerIsRefused() throws IOException {
        byte[] packed = IdxFiles.gzip(IdxFiles.images(100, 28, 28));
        byte[] cut = IdxFiles.concat(
                Arrays.copyOf(packed, packed.length - 100),
                Arrays.copyOfRange(packed, packed.length - 4, packed.length));
        refused(cut, "is damaged or truncated gzip");
    }

    @Test
    void gzipWithAFlippedBitIsRefused() throws IOException {
        byte[] packed = IdxFiles.gzip(IdxFiles.images(100, 28, 28));
        packed[packed.length - 8] ^= 1;
        refused(packed, "is damaged or truncated gzip (Corrupt GZIP trailer)");
    }

    @Test
    void aBombIsReadNoFurtherThanItsHeaderAndTrailerPromise() throws IOException {
        byte[] packed = IdxFiles.gzip(IdxFiles.concat(IdxFiles.images(2, 2, 2), new byte[50_000_000]));
        packed[packed.length - 4] = 24;
        packed[packed.length - 3] = 0;
        packed[packed.length - 2] = 0;
        packed[packed.length - 1] = 0;
        refused(packed, "continues after 8 bytes of data; expected no more, as its header promises");
    }

    @Test
    void aFileThatCannotBeOpenedIsAFaultOfTheEnvironment() {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> Idx.images(absent)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(3);
            assertThat(fault).hasMessageContaining(absent.toString()).hasMessageContaining("cannot be read");
        });
    }

    private void refused(byte[] bytes, String reason) throws IOException {
        Path file = write("images", bytes);
        refused(file, reason, () -> {
            try (Idx images = Idx.images(file)) {
                images.data();
            }
        });
    }

    private void refusedAsLabels(byte[] bytes, String reason) throws IOException {
        Path file = write("labels", bytes);
        refused(file, reason, () -> Idx.labels(file).close());
    }

    private static void refused(Path file, String reason, Runnable reading) {
        assertThatThrownBy(reading::run).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(2);
            assertThat(fault.getMessage())
                    .startsWith(file + " ")
                    .contains(reason)
                    .doesNotContain("\n");
        });
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
