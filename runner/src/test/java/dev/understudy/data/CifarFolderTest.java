package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void sixFiles() throws IOException {
        CifarFiles.folder(folder, 3);
    }

    @Test
    void theFiveBatchesAreReadInTheirOrderAndTheSixthForTheTest() throws IOException {
        DataSet set = DataSets.load(DataSets.CIFAR_10, folder);
        Samples.Images train = (Samples.Images) set.train();

        assertThat(set.name()).isEqualTo("cifar-10");
        assertThat(train.shape()).isEqualTo(new Shape(3, 32, 32));
        assertThat(train.classes()).isEqualTo(10);
        assertThat(train.labels()).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
        for (int file = 0; file < 5; file++) {
            byte[] records = Files.readAllBytes(folder.resolve("data_batch_" + (file + 1) + ".bin"));
            for (int i = 0; i < 3; i++) {
                int at = (3 * file + i) * 3072;
                assertThat(Arrays.copyOfRange(train.pixels(), at, at + 3072))
                        .isEqualTo(Arrays.copyOfRange(records, i * 3073 + 1, (i + 1) * 3073));
            }
        }
        Samples.Images test = (Samples.Images) set.test();
        assertThat(test.labels()).containsExactly(0, 1, 2);
        assertThat(test.pixels()).startsWith(Arrays.copyOfRange(CifarFiles.records(3, 5), 1, 3073));
        assertThat((double) train.mean()).isCloseTo(Moments.of(train).mean(), offset(1e-6));
        assertThat((double) train.std()).isCloseTo(Moments.of(train).std(), offset(1e-6));
        assertThat(test.mean()).isEqualTo(train.mean());
        assertThat(test.std()).isEqualTo(train.std());
    }

    @Test
    void filesMayBeOfDifferentLengths() throws IOException {
        Files.write(folder.resolve("data_batch_2.bin"), CifarFiles.records(7, 1));
        DataSets.check(DataSets.CIFAR_10, folder);
        assertThat(DataSets.load(DataSets.CIFAR_10, folder).train().count()).isEqualTo(19);
    }

    @Test
    void theHashTellsOtherPixelsAndOtherLabels() throws IOException {
        String before = DataSets.load(DataSets.CIFAR_10, folder).sha256();
        for (int at : new int[] {0, 1000}) {
            CifarFiles.folder(folder, 3);
            byte[] records = CifarFiles.records(3, 5);
            records[at] ^= 1;
            Files.write(folder.resolve("test_batch.bin"), records);
            assertThat(new CifarFolder(folder).read().sha256()).isNotEqualTo(before);
        }
    }

    @Test
    void missingFilesAreNamedAndWhereTheyComeFrom() throws IOException {
        Files.delete(folder.resolve("data_batch_4.bin"));
        Files.delete(folder.resolve("test_batch.bin"));
        refusedEarly(
                3,
                "cifar-10 has no data_batch_4.bin, no test_batch.bin in " + folder + "; expected these files; unpack "
                        + "cifar-10-binary.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html, which is not downloaded "
                        + "here, and name its folder with -o data.dir=FOLDER");
    }

    @Test
    void aFileThatIsNoWholeNumberOfRecordsIsRefused() throws IOException {
        Path file = folder.resolve("data_batch_3.bin");
        for (int bytes : new int[] {0, 3072, 2 * 3073 + 1}) {
            Files.write(file, new byte[bytes]);
            refusedEarly(
                    2, file + " has " + bytes + " bytes; expected a multiple of 3073, a label and 3×32×32 pixels each");
        }
    }

    @Test
    void aLabelAboveNineIsRefused() throws IOException {
        Path file = folder.resolve("data_batch_5.bin");
        byte[] records = CifarFiles.records(3, 4);
        records[2 * 3073] = (byte) 255;
        Files.write(file, records);
        refused(() -> DataSets.load(DataSets.CIFAR_10, folder), 2, file + " has 255 as its label 2; expected 0 to 9; ");
        records[2 * 3073] = 10;
        Files.write(file, records);
        refused(() -> DataSets.load(DataSets.CIFAR_10, folder), 2, file + " has 10 as its label 2; expected 0 to 9; ");
    }

    @Test
    void thereIsNoDownload() {
        refused(
                () -> Download.fetch(DataSets.CIFAR_10, folder, Download.Progress.NONE),
                2,
                "cifar-10 is not downloaded by the program; expected mnist or fashion-mnist; unpack ");
        assertThat(Download.offers(DataSets.CIFAR_10)).isFalse();
        assertThat(Download.offers(DataSets.FASHION_MNIST)).isTrue();
    }

    private void refusedEarly(int exitCode, String start) {
        refused(() -> DataSets.load(DataSets.CIFAR_10, folder), exitCode, start);
        refused(() -> DataSets.check(DataSets.CIFAR_10, folder), exitCode, start);
    }

    private static void refused(ThrowingCallable call, int exitCode, String start) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(exitCode);
            assertThat(fault.getMessage()).startsWith(start).doesNotContain("\n");
        });
    }
}
