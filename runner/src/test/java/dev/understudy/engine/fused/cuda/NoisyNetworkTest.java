package dev.understudy.engine.fused.cuda;

/** An exp and a log that err by one unit in the last place, as a GPU's may, stay within the contract. */
class NoisyNetworkTest extends CudaNetworkContract {
    NoisyNetworkTest() {
        super(Devices.NOISY);
    }
}
