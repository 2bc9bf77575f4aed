package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("emulation")
class EmulatedHeadsTest extends CudaHeadsContract {
    EmulatedHeadsTest() {
        super(Devices.EMULATED);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void itTakesTheBytesItSaid(Shape s) {
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            new CudaImitatePass(device, s.imitator(), false, s.steps(), s.replicas(), s.coordinates());
            assertThat(device.allocated())
                    .isEqualTo(CudaImitatePass.bytes(
                            Devices.USUAL, s.imitator(), s.steps(), s.replicas(), s.coordinates()));
        }
    }
}
