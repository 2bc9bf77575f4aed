package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.understudy.engine.Samples;
import dev.understudy.imitation.Shape;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static final int SIZE = 28 * 28;

    @Test
    void theDigitsAreTheSameBytesOnEveryMachine() {
        assertThat(DataSets.load(DataSets.DIGITS, null).sha256())
                .isEqualTo("26847936d5f2bbc363161988e83e2fa5a922633f2c376b193e2136e0446c84cb");
    }

    @Test
    void everyDigitIsThereAsOften() {
        assertBalanced(Digits.train(), 6_000);
        assertBalanced(Digits.test(), 1_000);
    }

    @Test
    void theNormalisationIsThatOfTheTrainingPixels() {
        Samples.Images train = Digits.train();
        assertThat((double) train.mean()).isCloseTo(Moments.of(train).mean(), offset(1e-3));
        assertThat((double) train.std()).isCloseTo(Moments.of(train).std(), offset(1e-3));
        assertThat(Digits.test().mean()).isEqualTo(train.mean());
        assertThat(Digits.test().std()).isEqualTo(train.std());
    }

    @Test
    void everyImageHasInkAndHardlyOneLeavesThePicture() {
        Samples.Images train = Digits.train();
        int leaving = 0;
        for (int i = 0; i < train.count(); i++) {
            int inked = 0;
            boolean leaves = false;
            for (int p = 0; p < SIZE; p++) {
                boolean ink = (train.pixels()[i * SIZE + p] & 0xff) > 100;
                boolean edge = p < 28 || p >= SIZE - 28 || p % 28 == 0 || p % 28 == 27;
                inked += ink ? 1 : 0;
                leaves |= ink && edge;
            }
            assertThat(inked).as("pixels of ink in image " + i).isBetween(15, 300);
            leaving += leaves ? 1 : 0;
        }
        assertThat(leaving).as("images with ink at the edge, of 6,000").isLessThan(60);
    }

    /** Hard enough to be worth learning: a linear classifier by each digit's mean image must not suffice. Easy enough to be digits. */
    @Test
    void theNearestMeanPictureReadsMostTestDigitsAndFailsOnMany() {
        float[][] means = new float[10][SIZE];
        Samples.Images train = Digits.train();
        for (int i = 0; i < train.pixels().length; i++) {
            means[train.labels()[i / SIZE]][i % SIZE] += (train.pixels()[i] & 0xff) / 600f;
        }
        Samples.Images test = Digits.test();
        int right = 0;
        for (int i = 0; i < test.count(); i++) {
            right += nearest(means, test.pixels(), i * SIZE) == test.labels()[i] ? 1 : 0;
        }
        assertThat(right / 10.0).as("percent").isBetween(60.0, 90.0);
    }

    private static int nearest(float[][] means, byte[] pixels, int at) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int digit = 0; digit < 10; digit++) {
            double distance = 0;
            for (int i = 0; i < SIZE; i++) {
                double difference = (pixels[at + i] & 0xff) - means[digit][i];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = digit;
            }
        }
        return best;
    }

    private static void assertBalanced(Samples.Images images, int count) {
        assertThat(images.shape()).isEqualTo(new Shape(1, 28, 28));
        assertThat(images.classes()).isEqualTo(10);
        int[] often = new int[10];
        for (byte label : images.labels()) {
            often[label]++;
        }
        assertThat(often).containsOnly(count / 10);
        assertThat(images.count()).isEqualTo(count);
    }
}
