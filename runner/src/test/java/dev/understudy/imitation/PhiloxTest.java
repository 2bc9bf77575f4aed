package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {
    private static final long SEED = 0x0123456789ABCDEFL;

    /** The known answers for philox4x32-10 in Random123's kat_vectors. */
    @ParameterizedTest(name = "counter {0}, key {1}")
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void aBlockIsWhatRandom123Publishes(String counter, String key, String expected) {
        int[] c = words(counter);
        int[] k = words(key);
        int[] out = new int[6];

        Philox.block((long) k[1] << 32 | k[0] & 0xFFFFFFFFL, c[0], c[1], c[2], c[3], out, 1);

        assertThat(Arrays.copyOfRange(out, 1, 5)).isEqualTo(words(expected));
        assertThat(out[0]).isZero();
        assertThat(out[5]).isZero();
    }

    @Test
    void theCounterIsIndexOverFourThenStepThenEpisodeThenStream() {
        int[] block = new int[4];
        Philox.block(SEED, 5, 7, 11, Philox.BATCH, block, 0);

        for (int i = 0; i < 4; i++) {
            assertThat(Philox.word(SEED, Philox.BATCH, 11, 7, 20 + i)).isEqualTo(block[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 1001, Integer.MAX_VALUE - 20})
    void manyWordsAreTheSameAsOneByOneWhereverTheyStart(int first) {
        int rows = 4 * PhiloxRows.WIDTH;
        int few = 4 * PhiloxRows.WORTHWHILE;
        for (int n : new int[] {0, 1, 2, 3, 4, 5, 8, 11, few - 1, few, few + 7, rows - 4, rows + few + 3, 5_001}) {
            if (n > Integer.MAX_VALUE - first) {
                continue;
            }
            int[] many = new int[n + 1];
            Philox.words(SEED, Philox.INIT, 3, 9, first, n, many);

            for (int i = 0; i < n; i++) {
                assertThat(many[i])
                        .as("word %s of %s from %s", i, n, first)
                        .isEqualTo(Philox.word(SEED, Philox.INIT, 3, 9, first + i));
            }
            assertThat(many[n]).as("behind the last word").isZero();
        }
    }

    @Test
    void seedStreamEpisodeStepAndIndexEachMakeAnotherValue() {
        assertThat(new int[] {
                    Philox.word(SEED, 1, 1, 1, 1),
                    Philox.word(SEED + 1, 1, 1, 1, 1),
                    Philox.word(SEED + (1L << 32), 1, 1, 1, 1),
                    Philox.word(SEED, 2, 1, 1, 1),
                    Philox.word(SEED, 1, 2, 1, 1),
                    Philox.word(SEED, 1, 1, 2, 1),
                    Philox.word(SEED, 1, 1, 1, 2),
                    Philox.word(SEED, 1, 1, 1, 5)
                })
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "-1, -1, -2",
        "-1, 1, 0",
        "2147483647, 2, 0",
        "-2147483648, 2, 1",
        "-766435501, -845247145, -1460848572"
    })
    void theHighProductIsThatOfUnsignedNumbers(int a, int b, int high) {
        assertThat(PhiloxRows.mulHigh(a, b)).isEqualTo(high);

        BigInteger product =
                new BigInteger(Integer.toUnsignedString(a)).multiply(new BigInteger(Integer.toUnsignedString(b)));

        assertThat(Philox.mulHigh(a, b))
                .isEqualTo(high)
                .isEqualTo(product.shiftRight(32).intValue());
    }

    @Test
    void uniformIsAtLeastZeroBelowOneAndExactInFloat() {
        assertThat(Philox.uniform(0)).isZero();
        assertThat(Philox.uniform(0xFF)).isZero();
        assertThat(Philox.uniform(-1)).isEqualTo(1 - 0x1p-24f).isLessThan(1);
        assertThat(Philox.uniform(0x80000000)).isEqualTo(0.5f);
    }

    @Test
    void uniformHasTheMomentsOfTheUniformDistribution() {
        int n = 100_000;
        int[] words = new int[n];
        Philox.words(SEED, Philox.INIT, 0, 0, 0, n, words);
        double mean =
                Arrays.stream(words).mapToDouble(Philox::uniform).average().orElseThrow();
        double variance = Arrays.stream(words)
                .mapToDouble(word -> Math.pow(Philox.uniform(word) - mean, 2))
                .average()
                .orElseThrow();

        assertThat(Math.abs(mean - 0.5)).isLessThan(4 * Math.sqrt(1.0 / 12 / n));
        assertThat(Math.abs(variance - 1.0 / 12)).isLessThan(4 * Math.sqrt(1.0 / 180 / n));
    }

    /** χ² with n − 1 degrees of freedom has mean n − 1 and variance 2(n − 1); five deviations are plenty. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1000, 60000})
    void belowCoversItsRangeEvenly(int n) {
        int each = 100;
        int[] words = new int[n * each];
        Philox.words(SEED, Philox.BATCH, 0, 0, 0, words.length, words);
        int[] counts = new int[n];
        for (int word : words) {
            counts[Philox.below(n, word)]++;
        }

        double chi2 = Arrays.stream(counts)
                .mapToDouble(count -> (count - each) * (double) (count - each) / each)
                .sum();

        assertThat(chi2).isBetween(n - 1 - 5 * Math.sqrt(2.0 * n), n - 1 + 5 * Math.sqrt(2.0 * n));
    }

    @Test
    void belowReachesBothEnds() {
        for (int n : new int[] {1, 2, 7, 60000, Integer.MAX_VALUE}) {
            assertThat(Philox.below(n, 0)).isZero();
            assertThat(Philox.below(n, -1)).isEqualTo(n - 1);
        }
    }

    private static int[] words(String hex) {
        return Arrays.stream(hex.trim().split(" "))
                .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
                .toArray();
    }

    @Test
    void aSampleHasOneOfEachStretchAndEveryCoordinateIsAsLikely() {
        int coordinates = 23;
        int n = 5;
        int episodes = 40_000;
        int[] seen = new int[coordinates];
        for (int episode = 0; episode < episodes; episode++) {
            for (int k = 0; k < n; k++) {
                int p = Philox.sampled(3, episode, k, n, coordinates);
                assertThat(p).isBetween(k * coordinates / n, (k + 1) * coordinates / n);
                seen[p]++;
            }
        }
        double expected = (double) episodes * n / coordinates;
        for (int p = 0; p < coordinates; p++) {
            assertThat((double) seen[p])
                    .as("coordinate %d", p)
                    .isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(5));
        }
    }
}
