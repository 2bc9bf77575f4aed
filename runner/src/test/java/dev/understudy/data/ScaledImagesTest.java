package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.understudy.Root;
import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code data.size}. */
class ScaledImagesTest {
    @TempDir
    Path folder;

    /** Of three pixels to two: two thirds of the first and one third of the second, and the other way round. */
    @Test
    void aPixelThatTwoShareCountsInEachByItsPart() {
        byte[] row = {0, 10, 20, 0, 10, 20, 0, 10, 20}; // 10/3 and 50/3
        assertThat(AreaMean.of(row, new Shape(1, 3, 3), 2)).containsExactly(3, 17, 3, 17);
        byte[] column = {0, 0, 0, 10, 10, 10, 20, 20, 20};
        assertThat(AreaMean.of(column, new Shape(1, 3, 3), 2)).containsExactly(3, 3, 17, 17);
    }

    @Test
    void halvesAreRoundedUpAndBytesHaveNoSign() {
        assertThat(AreaMean.of(new byte[] {1, 2, 1, 2}, new Shape(1, 2, 2), 1)).containsExactly(2);
        assertThat(AreaMean.of(new byte[] {1, 1, 1, 2}, new Shape(1, 2, 2), 1)).containsExactly(1);
        assertThat(AreaMean.of(new byte[] {-1, -1, -2, -2}, new Shape(1, 2, 2), 1))
                .containsExactly(-1);
        assertThat(AreaMean.of(new byte[] {-1, -1, -1, -1}, new Shape(1, 2, 2), 1))
                .containsExactly(-1);
    }

    /** Each pixel repeated size×size times, so that every new one covers whole ones: their plain mean. */
    @ParameterizedTest
    @CsvSource({"1,28,28,8", "1,28,28,27", "3,32,32,8", "3,12,9,5", "2,7,11,7", "1,5,5,1"})
    void itIsThePlainMeanOfAFinerImage(int channels, int height, int width, int size) {
        Shape shape = new Shape(channels, height, width);
        byte[] pixels = new byte[2 * shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Philox.word(5, 77, 0, 0, i);
        }
        byte[] found = AreaMean.of(pixels, shape, size);
        assertThat(found).hasSize(2 * channels * size * size);
        for (int i = 0; i < found.length; i++) {
            int plane = i / (size * size);
            int top = i / size % size * height;
            int left = i % size * width;
            long sum = 0;
            for (int y = top; y < top + height; y++) {
                for (int x = left; x < left + width; x++) {
                    sum += pixels[(plane * height + y / size) * width + x / size] & 0xff;
                }
            }
            long rounded = Math.floorDiv(2 * sum + height * width, 2L * height * width);
            assertThat(found[i] & 0xff).as("pixel " + i).isEqualTo((int) rounded);
        }
    }

    @Test
    void aSizeThatImagesHaveAlreadyChangesNothing() {
        DataSet mnist = DataSets.load(DataSets.MNIST, Root.path("runner/src/test/resources/mnist-slice"));
        assertThat(mnist.scaled(28)).isSameAs(mnist);
        assertThat(mnist.scaled(null)).isSameAs(mnist);
        byte[] pixels = ((Samples.Images) mnist.train()).pixels();
        assertThat(AreaMean.of(pixels, mnist.train().shape(), 28)).isEqualTo(pixels);
    }

    @Test
    void meanAndDeviationAreMeasuredOnTheSmallImages() {
        DataSet digits = DataSets.load(DataSets.DIGITS, null);
        DataSet small = digits.scaled(8);
        Samples.Images train = (Samples.Images) small.train();
        Samples.Images test = (Samples.Images) small.test();

        assertThat(small.name()).isEqualTo("digits at 8×8");
        assertThat(train.shape()).isEqualTo(new Shape(1, 8, 8));
        assertThat(test.shape()).isEqualTo(new Shape(1, 8, 8));
        assertThat(train.labels()).isEqualTo(((Samples.Images) digits.train()).labels());
        assertThat(test.labels()).isEqualTo(((Samples.Images) digits.test()).labels());
        assertThat(train.classes()).isEqualTo(10);
        assertThat((double) train.mean()).isCloseTo(Moments.of(train).mean(), offset(1e-6));
        assertThat((double) train.std()).isCloseTo(Moments.of(train).std(), offset(1e-6));
        assertThat(train.std())
                .as("less contrast than before")
                .isLessThan(0.95f * ((Samples.Images) digits.train()).std());
        assertThat(test.mean()).isEqualTo(train.mean());
        assertThat(test.std()).isEqualTo(train.std());
    }

    @Test
    void everySizeIsAnotherDataSet() {
        DataSet digits = DataSets.load(DataSets.DIGITS, null);
        assertThat(digits.scaled(8).sha256())
                .isNotEqualTo(digits.sha256())
                .isNotEqualTo(digits.scaled(9).sha256())
                .isEqualTo(DataSets.load(DataSets.DIGITS, null).scaled(8).sha256());
    }

    @Test
    void coloursStayApart() throws IOException {
        CifarFiles.folder(folder, 2);
        DataSet colours = DataSets.load(DataSets.CIFAR_10, folder);
        DataSet small = colours.scaled(1);
        assertThat(small.train().shape()).isEqualTo(new Shape(3, 1, 1));
        byte[] pixels = ((Samples.Images) colours.train()).pixels();
        long[] sums = new long[3];
        for (int i = 0; i < 3 * 1024; i++) {
            sums[i / 1024] += pixels[i] & 0xff;
        }
        assertThat(((Samples.Images) small.train()).pixels())
                .startsWith((int) (sums[0] + 512) / 1024, (int) (sums[1] + 512) / 1024, (int) (sums[2] + 512) / 1024);
    }

    @Test
    void imagesBecomeSquareAndNoLarger() throws IOException {
        IdxFiles.own(folder, 12, 9, 3, 30, 12);
        DataSet own = DataSets.own(folder);
        assertThat(own.scaled(9).train().shape()).isEqualTo(new Shape(1, 9, 9));
        refused(own, 10, "data.size is 10; expected 1 to 9, for the images of idx have 12×9; correct the number");
        refused(own, 0, "data.size is 0; expected 1 to 9, for the images of idx have 12×9; correct the number");
        refused(
                DataSets.load(DataSets.HALF_PLANE, null),
                1,
                "data.size is 1; expected none, since half-plane has no images; leave it out");
    }

    /** Each image has as much light as any other. */
    @Test
    void imagesThatBecomeAllOneColourAreRefused() throws IOException {
        byte[] images =
                IdxFiles.concat(Idx.header(3, 1, 2), (byte) 0, (byte) 9, (byte) 9, (byte) 0, (byte) 4, (byte) 5);
        IdxFiles.own(folder, 1, 2, 3, 3, 3);
        Files.write(folder.resolve(FourFiles.TRAIN_IMAGES), images);
        refused(
                DataSets.own(folder),
                1,
                "data.size gives training images whose pixels are all 5; expected pixels that differ; "
                        + "use other images");
    }

    private static void refused(DataSet data, int size, String message) {
        assertThatThrownBy(() -> data.scaled(size))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage(message);
    }
}
