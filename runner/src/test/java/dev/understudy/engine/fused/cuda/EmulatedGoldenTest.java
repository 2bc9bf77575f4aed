package dev.understudy.engine.fused.cuda;

class EmulatedGoldenTest extends CudaGoldenContract {
    @Override
    protected Device device() {
        return EmulatedDevice.usual();
    }
}
