package dev.understudy.engine.fused.cuda;

/** PyTorch's answers, by an exp and a log that err by one unit in the last place. */
class NoisyGoldenTest extends CudaGoldenContract {
    NoisyGoldenTest() {
        super(Devices.NOISY);
    }
}
