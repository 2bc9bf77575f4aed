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
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDX files of any image size and number of classes. */
class OwnFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twelveByNineInThreeClasses() throws IOException {
        IdxFiles.own(folder, 12, 9, 3, 30, 12);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void whatTheImagesAreIsReadFromTheFiles() {
        DataSet set = DataSets.own(folder);
        Samples.Images train = (Samples.Images) set.train();

        assertThat(set.name()).isEqualTo("idx");
        assertThat(train.shape()).isEqualTo(new Shape(1, 12, 9));
        assertThat(train.classes()).isEqualTo(3);
        assertThat(train.count()).isEqualTo(30);
        assertThat(train.labels()).startsWith(0, 1, 2, 0);
        assertThat(train.pixels()).startsWith(180, 181, 182);
        assertThat(set.test().count()).isEqualTo(12);
        assertThat(set.test().classes()).isEqualTo(3);
        assertThat(set.test().shape()).isEqualTo(train.shape());
    }

    @Test
    void packedFilesAreTheSameDataSet() throws IOException {
        DataSet plain = DataSets.own(folder);
        for (Path path : new FourFiles(folder).found()) {
            Files.write(path.resolveSibling(path.getFileName() + ".gz"), IdxFiles.gzip(Files.readAllBytes(path)));
            Files.delete(path);
        }
        DataSet packed = DataSets.own(folder);
        assertThat(packed.sha256()).isEqualTo(plain.sha256());
        assertThat(((Samples.Images) packed.train()).pixels()).isEqualTo(((Samples.Images) plain.train()).pixels());
    }

    @Test
    void theHashIsThatOfTheFourFilesOneAfterAnother() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path path : new FourFiles(folder).found()) {
            digest.update(Files.readAllBytes(path));
        }
        assertThat(DataSets.own(folder).sha256()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    /** Of the training images alone, for both parts. */
    @Test
    void meanAndDeviationAreMeasured() throws IOException {
        byte[] darker = Files.readAllBytes(file(FourFiles.TEST_IMAGES));
        Arrays.fill(darker, 16, 16 + 500, (byte) 3);
        Files.write(file(FourFiles.TEST_IMAGES), darker);

        DataSet set = DataSets.own(folder);
        Samples.Images train = (Samples.Images) set.train();
        Samples.Images test = (Samples.Images) set.test();
        assertThat((double) train.mean()).isCloseTo(Moments.of(train).mean(), offset(1e-6));
        assertThat((double) train.std()).isCloseTo(Moments.of(train).std(), offset(1e-6));
        assertThat(test.mean()).isEqualTo(train.mean());
        assertThat(test.std()).isEqualTo(train.std());
    }

    /** 0 and 255 in equal numbers; then 9, 9, 9, 13. */
    @Test
    void meanAndDeviationHaveKnownAnswers() {
        assertThat(MeanAndDeviation.of(new byte[] {0, -1, -1, 0}, "a")).isEqualTo(new MeanAndDeviation(0.5f, 0.5f));
        assertThat(MeanAndDeviation.of(new byte[] {9, 9, 9, 13}, "a"))
                .isEqualTo(new MeanAndDeviation((float) (10 / 255.0), (float) (Math.sqrt(3) / 255)));
    }

    @Test
    void labelsBeyond127AreNotNegative() throws IOException {
        IdxFiles.own(folder, 2, 2, 256, 256, 256);
        assertThat(DataSets.own(folder).train().classes()).isEqualTo(256);
    }

    @Test
    void imagesMayHaveChannels() throws IOException {
        byte[] grey = Files.readAllBytes(file(FourFiles.TRAIN_IMAGES));
        byte[] pixels = Arrays.copyOfRange(grey, 16, grey.length);
        Files.write(file(FourFiles.TRAIN_IMAGES), IdxFiles.concat(Idx.header(30, 3, 4, 9), pixels));
        Files.write(
                file(FourFiles.TEST_IMAGES),
                IdxFiles.concat(Idx.header(12, 3, 4, 9), Arrays.copyOf(pixels, 12 * 3 * 4 * 9)));

        DataSet set = DataSets.own(folder);
        assertThat(set.train().shape()).isEqualTo(new Shape(3, 4, 9));
        assertThat(((Samples.Images) set.train()).pixels()).isEqualTo(pixels);
        assertThat(set.sha256()).isNotEqualTo(hashOfGrey(grey));
    }

    private String hashOfGrey(byte[] train) throws IOException {
        Files.write(file(FourFiles.TRAIN_IMAGES), train);
        Files.write(file(FourFiles.TEST_IMAGES), IdxFiles.concat(Idx.header(12, 12, 9), new byte[12 * 12 * 9]));
        return DataSets.own(folder).sha256();
    }

    /** As in EMNIST's letters, which count from 1. */
    @Test
    void aNumberThatNobodyHasIsAClassAllTheSame() throws IOException {
        Files.write(file(FourFiles.TRAIN_LABELS), shifted(30));
        Files.write(file(FourFiles.TEST_LABELS), shifted(12));
        assertThat(DataSets.own(folder).train().classes()).isEqualTo(4);
    }

    private static byte[] shifted(int count) {
        byte[] labels = IdxFiles.labels(count, 3);
        for (int i = 8; i < labels.length; i++) {
            labels[i]++;
        }
        return labels;
    }

    @Test
    void aTestLabelThatNoTrainingImageHasIsRefused() throws IOException {
        Files.write(file(FourFiles.TEST_LABELS), IdxFiles.labels(12, 4));
        refused(
                2,
                file(FourFiles.TEST_LABELS) + " has 3 as its label 3; expected a label that is in "
                        + file(FourFiles.TRAIN_LABELS) + " as well; ");
    }

    @Test
    void imagesOfOneClassAreRefused() throws IOException {
        Files.write(file(FourFiles.TRAIN_LABELS), IdxFiles.labels(30, 1));
        refused(2, file(FourFiles.TRAIN_LABELS) + " has no label but 0; expected labels of 2 to 256 classes");
    }

    @Test
    void imagesThatAreAllOneColourAreRefused() throws IOException {
        byte[] images = Files.readAllBytes(file(FourFiles.TRAIN_IMAGES));
        Arrays.fill(images, 16, images.length, (byte) 200);
        Files.write(file(FourFiles.TRAIN_IMAGES), images);
        refused(2, file(FourFiles.TRAIN_IMAGES) + " gives training images whose pixels are all 200; expected pixels");
    }

    @Test
    void bothPartsHaveImagesOfOneSize() throws IOException {
        Files.write(file(FourFiles.TEST_IMAGES), IdxFiles.images(12, 9, 12));
        refusedEarly(
                2,
                file(FourFiles.TEST_IMAGES) + " has images of 9×12; expected 12×9, as " + file(FourFiles.TRAIN_IMAGES)
                        + " has; take all four files from one data set");
    }

    @Test
    void everyImageHasALabel() throws IOException {
        Files.write(file(FourFiles.TRAIN_LABELS), IdxFiles.labels(29, 3));
        refusedEarly(
                2,
                file(FourFiles.TRAIN_IMAGES) + " has 30 images, but " + file(FourFiles.TRAIN_LABELS)
                        + " has 29 labels; expected as many; ");
    }

    @Test
    void missingFilesAreNamedWithTheirFolder() throws IOException {
        Files.delete(file(FourFiles.TRAIN_LABELS));
        Files.delete(file(FourFiles.TEST_IMAGES));
        refusedEarly(
                3,
                "data.idx has no " + FourFiles.TRAIN_LABELS + ", no " + FourFiles.TEST_IMAGES + " in " + folder
                        + "; expected these files, or the same with .gz; ");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] images = Files.readAllBytes(file(FourFiles.TRAIN_IMAGES));
        Files.write(file(FourFiles.TRAIN_IMAGES), Arrays.copyOf(images, images.length - 1));
        refusedEarly(2, file(FourFiles.TRAIN_IMAGES) + " has only 3255 bytes; expected 3256, ");
        Files.write(file(FourFiles.TRAIN_IMAGES), IdxFiles.concat(images, (byte) 1));
        refusedEarly(2, file(FourFiles.TRAIN_IMAGES) + " has 3257 bytes; expected 3256, ");
    }

    @Test
    void moreImagesThanAFloatCanCountAreRefused() throws IOException {
        int most = 1 << 24;
        Files.write(file(FourFiles.TRAIN_IMAGES), IdxFiles.gzip(IdxFiles.images(most + 1, 1, 1)));
        Files.write(file(FourFiles.TRAIN_LABELS), IdxFiles.gzip(IdxFiles.labels(most + 1, 3)));
        Files.write(file(FourFiles.TEST_IMAGES), IdxFiles.images(12, 1, 1));
        refusedEarly(2, file(FourFiles.TRAIN_IMAGES) + " has 16777217 images; expected at most 16777216; ");
    }

    /** By headers and lengths alone as well. */
    private void refusedEarly(int exitCode, String start) {
        refused(exitCode, start);
        refused(() -> new OwnFolder(folder).check(), exitCode, start);
    }

    private void refused(int exitCode, String start) {
        refused(() -> DataSets.own(folder), exitCode, start);
    }

    private static void refused(ThrowingCallable call, int exitCode, String start) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(exitCode);
            assertThat(fault.getMessage()).startsWith(start).doesNotContain("\n");
        });
    }
}
