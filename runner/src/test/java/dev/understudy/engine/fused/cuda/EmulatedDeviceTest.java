package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulated device, on which the kernels are tested, finds faulty kernels itself. */
@Tag("emulation")
class EmulatedDeviceTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 77})
    void everyThreadRunsOnceInAnyOrder(int order) {
        try (EmulatedDevice device = new EmulatedDevice(order, 1024)) {
            CudaBuffer buffer = CudaBuffer.on(device, 1000);
            device.launch("fill", 8, 1, 128, 0, buffer.address(), 999, 2.5f);
            assertThat(buffer.read()).startsWith(2.5f, 2.5f).endsWith(2.5f, 0f);
        }
    }

    @Test
    void aKernelThatWritesBesideItsMemoryIsFound() {
        EmulatedDevice device = EmulatedDevice.usual();
        CudaBuffer buffer = CudaBuffer.on(device, 10);
        device.launch("fill", 1, 1, 32, 0, buffer.address(), 11, 1f);
        assertThatThrownBy(device::close).hasMessageContaining("wrote beside a block of 40 bytes");
    }

    @Test
    void whatIsNoLaunchIsRefused() {
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            assertThatThrownBy(() -> device.launch("fil", 1, 1, 32, 0)).hasMessageContaining("no such kernel");
            assertThatThrownBy(() -> device.launch("fill", 1, 1, 32, 0, 1))
                    .hasMessageContaining("number of parameters");
            assertThatThrownBy(() -> device.launch("fill", 1, 1, 2000, 0, 0L, 0, 0f))
                    .hasMessageContaining("out of range");
        }
    }
}
