package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Imitator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The division of lstm_weights into blocks: enough of them, and no more memory for their sums than was counted. */
class TileUnrollTest {
    private static final Imitator TWENTY =
            new Imitator(List.of(20), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
    private static final int COORDINATES = 21840;

    /** The partial sums grow with the replicas, until they are cut into fewer slices. */
    @ParameterizedTest
    @ValueSource(ints = {16, 128, 512, 2048})
    void theSumsOfAllReplicasTakeAtMostAQuarterOfAGigabyte(int replicas) {
        TileUnroll unroll = TileUnroll.of(TWENTY, 5, replicas, COORDINATES);
        long each = 4L * replicas * TWENTY.weights();

        assertThat(unroll.slices() * each).isLessThanOrEqualTo(256L << 20);
        assertThat((unroll.slices() * 2L) * each > 256L << 20 || unroll.slices() * 2 * unroll.group() > 2048)
                .as("twice as many slices would be too many for the memory or the GPU")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 128, 512})
    void theMemoryCountedHoldsTheSumsOfEverySlice(int replicas) {
        TileUnroll unroll = TileUnroll.of(TWENTY, 5, replicas, COORDINATES);
        long sums = 4L
                * replicas
                * (unroll.slices() * (long) TWENTY.weights()
                        + unroll.blocks()
                        + 2
                        + (replicas == 1 ? 0 : TWENTY.weights()));

        assertThat(CudaImitatePass.bytes(99 << 10, TWENTY, 5, replicas, COORDINATES))
                .isEqualTo(unroll.bytes() + sums);
    }
}
