package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.understudy.Needs;
import dev.understudy.engine.Golden;
import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    private static final Path MNIST = Golden.mnist();

    @TempDir
    Path folder;

    @Test
    void aUsersFolderIsTakenAsItIs() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        DataSet set = DataSets.load(DataSets.FASHION_MNIST, folder);
        Samples.Images train = (Samples.Images) set.train();
        assertThat(set.name()).isEqualTo("fashion-mnist");
        assertThat(train.count()).isEqualTo(20);
        assertThat(set.test().count()).isEqualTo(10);
        assertThat(train.shape()).isEqualTo(new Shape(1, 28, 28));
        assertThat(train.classes()).isEqualTo(10);
        assertThat(train.labels()[13]).isEqualTo((byte) 3);
        assertThat(train.pixels()[1000]).isEqualTo((byte) (1000 % 251));
        assertThat(train.mean()).isEqualTo(0.2860f);
        assertThat(train.std()).isEqualTo(0.3530f);
    }

    @Test
    void theHashIsThatOfTheFourUncompressedFilesOneAfterAnother() throws Exception {
        IdxFiles.folder(folder, 20, 10);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(IdxFiles.images(20, 28, 28));
        digest.update(IdxFiles.labels(20));
        digest.update(IdxFiles.images(10, 28, 28));
        digest.update(IdxFiles.labels(10));
        assertThat(DataSets.load(DataSets.MNIST, folder).sha256())
                .isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void aMissingFileIsNamedWithTheFolderAndTheWaysToMendIt() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        Files.delete(folder.resolve(FourFiles.TEST_LABELS + ".gz"));
        faultOfBoth(
                DataSets.MNIST,
                3,
                FourFiles.TEST_LABELS,
                folder.toString(),
                "`data fetch mnist`",
                "-o data.dir=FOLDER");
    }

    @Test
    void moreLabelsThanImagesAreRefused() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        Files.write(folder.resolve(FourFiles.TRAIN_LABELS + ".gz"), IdxFiles.labels(21));
        faultOfBoth(
                DataSets.MNIST,
                2,
                folder.resolve(FourFiles.TRAIN_IMAGES) + ".gz has 20 images",
                folder.resolve(FourFiles.TRAIN_LABELS) + ".gz has 21 labels");
    }

    @Test
    void imagesOfAnotherSizeAreRefused() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        Files.write(folder.resolve(FourFiles.TEST_IMAGES + ".gz"), IdxFiles.images(10, 32, 28));
        faultOfBoth(
                DataSets.MNIST, 2, folder.resolve(FourFiles.TEST_IMAGES) + ".gz has images of 32×28; expected 28×28");
    }

    @Test
    void aLabelOutsideTheClassesIsRefused() throws IOException {
        IdxFiles.folder(folder, 20, 10);
        byte[] labels = IdxFiles.labels(20);
        labels[8 + 17] = (byte) 200;
        Files.write(folder.resolve(FourFiles.TRAIN_LABELS + ".gz"), labels);
        fault(
                () -> DataSets.load(DataSets.MNIST, folder),
                2,
                folder.resolve(FourFiles.TRAIN_LABELS) + ".gz has 200 as its label 17; expected 0 to 9");
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        faultOfBoth(
                "cifar",
                2,
                "data.dataset is cifar; expected one of digits, mnist, fashion-mnist, cifar-10, half-plane");
    }

    @Test
    void everyDataSetThatNeedsNoFilePassesTheCheckAnywhere() {
        DataSets.check(DataSets.DIGITS, null);
        DataSets.check(DataSets.HALF_PLANE, folder);
    }

    @Test
    void theHalfPlanesTestPointsFollowItsTrainingPoints() {
        DataSet set = DataSets.load(DataSets.HALF_PLANE, null);
        assertThat(set.train()).isEqualTo(new Samples.HalfPlane(0, 1 << 24));
        assertThat(set.test()).isEqualTo(new Samples.HalfPlane(1 << 24, 1000));
        assertThat(set.sha256()).isEqualTo("generated");
    }

    @Test
    void theFolderIsBelowDataUnlessTheEnvironmentNamesAnother() {
        assertThat(DataSets.folder(DataSets.MNIST, Map.of())).isEqualTo(Path.of("data/mnist"));
        assertThat(DataSets.folder(DataSets.MNIST, Map.of("UNDERSTUDY_DATA", "")))
                .isEqualTo(Path.of("data/mnist"));
        assertThat(DataSets.folder(DataSets.MNIST, Map.of("UNDERSTUDY_DATA", "/sets")))
                .isEqualTo(Path.of("/sets/mnist"));
    }

    @Test
    void theRealMnistHasItsCountsAndIsTheFileThatADownloadExpects() throws IOException {
        Needs.MNIST.orSkip(Files.isDirectory(MNIST), "nothing is at " + MNIST);
        for (ImageSet.File file : ImageSet.MNIST.files()) {
            assertThat(file.checksum().mismatch(MNIST.resolve(file.gzipName()), file.bytes()))
                    .as(file.name())
                    .isEmpty();
        }
        DataSets.check(DataSets.MNIST, MNIST);
        DataSet set = DataSets.load(DataSets.MNIST, MNIST);
        Samples.Images train = (Samples.Images) set.train();
        Samples.Images test = (Samples.Images) set.test();
        assertThat(train.count()).isEqualTo(60_000);
        assertThat(test.count()).isEqualTo(10_000);
        assertThat(train.labels()).startsWith(5, 0, 4, 1, 9);
        assertThat(test.labels()).startsWith(7, 2, 1, 0, 4);
        assertThat(Moments.of(train).mean()).isCloseTo(train.mean(), offset(1e-4));
        assertThat(Moments.of(train).std()).isCloseTo(train.std(), offset(1e-4));
        assertThat(set.sha256()).isEqualTo("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a");
    }

    private void faultOfBoth(String dataset, int exitCode, String... parts) {
        fault(() -> DataSets.load(dataset, folder), exitCode, parts);
        fault(() -> DataSets.check(dataset, folder), exitCode, parts);
    }

    private static void fault(ThrowingCallable call, int exitCode, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(exitCode);
            assertThat(fault.getMessage()).contains(parts).doesNotContain("\n");
        });
    }
}
