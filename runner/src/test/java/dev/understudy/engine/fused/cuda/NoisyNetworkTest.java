package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

/** An exp and a log that err by one unit in the last place, as a GPU's may, stay within the contract. */
@Tag("emulation")
class NoisyNetworkTest extends CudaNetworkContract {
    NoisyNetworkTest() {
        super(Devices.NOISY);
    }
}
