package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Imitator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The choice of kernels for an unroll, and the number of their blocks. */
class UnrollFormTest {
    /** Shared memory of the smallest GPUs, Ampere's and Hopper's; the tape of T 5 fits in all, that of T 200 in none. */
    @Test
    void theTapeTakesTheLongestFormThatLeavesRoom() {
        assertThat(Stream.of(64 << 10, 99 << 10, 227 << 10)
                        .map(shared -> RegisterUnroll.of(shared, 2, 5, 1, 21840).form()))
                .containsOnly("long");
        assertThat(Stream.of(64 << 10, 99 << 10, 227 << 10)
                        .map(shared ->
                                RegisterUnroll.of(shared, 2, 20, 1, 21840).form()))
                .containsOnly("short");
        assertThat(Stream.of(64 << 10, 99 << 10, 227 << 10)
                        .map(shared ->
                                RegisterUnroll.of(shared, 2, 200, 1, 21840).form()))
                .containsOnly("global");
        assertThat(RegisterUnroll.of(99 << 10, 2, 5, 1, 21840).tiles()).isOne();
        assertThat(RegisterUnroll.of(99 << 10, 2, 5, 512, 21840).tiles()).isEqualTo(11);
    }

    @Test
    void replicasGoInGroupsOfOneSizeAndFillTheGpu() {
        assertThat(TileUnroll.of(Imitator.gated(20), 5, 128, 21840).group())
                .as("eight groups of one size")
                .isEqualTo(16);
        TileUnroll wide = TileUnroll.of(Imitator.gated(20), 5, 512, 21840);
        assertThat(wide.slices() * wide.group())
                .as("blocks of a launch, eight for each multiprocessor of a large GPU")
                .isGreaterThan(8 * 132);
    }
}
