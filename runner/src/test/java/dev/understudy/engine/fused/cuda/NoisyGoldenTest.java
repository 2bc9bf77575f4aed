package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

/** PyTorch's answers, by an exp and a log that err by one unit in the last place. */
@Tag("emulation")
class NoisyGoldenTest extends CudaGoldenContract {
    NoisyGoldenTest() {
        super(Devices.NOISY);
    }
}
