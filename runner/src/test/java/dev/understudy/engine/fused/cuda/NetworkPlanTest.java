package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkPlanTest {
    @Test
    void tilesFillTheGpuAndNoMore() {
        assertThat(NetworkPlan.tile(1, 1)).isEqualTo(1);
        assertThat(NetworkPlan.tile(64, 1)).isEqualTo(1);
        assertThat(NetworkPlan.tile(64, 128)).isEqualTo(32);
        assertThat(NetworkPlan.tile(16, 100)).isEqualTo(6);
        assertThat(NetworkPlan.tile(16, 1000)).isEqualTo(16);
        assertThat(NetworkPlan.tile(1 << 16, 65535)).isEqualTo(1 << 16);
    }

    @Test
    void theSourcesNetworkFitsIntoSharedMemory() {
        assertThat(4 * NetworkPlan.of(Nets.problem("mnist-cnn", 64), 1, 128).gradientFloats())
                .isLessThan(96 << 10);
    }
}
