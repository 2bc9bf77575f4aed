package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;

/** The imitator on a device. A placeholder: its kernels are still to come. */
final class CudaImitator {
    CudaImitator(Device device, Imitator imitator, boolean sourceFaithful, int steps, int replicas, int coordinates) {
    }

    static long bytes(Imitator imitator, int steps, int replicas, int coordinates) {
        return 0;
    }

    void imitate(Buffer phi, Buffer gradient, Buffer truth, Kernels.Carry carry, ImitationLoss loss, float floor,
            Buffer predicted, Buffer metaGradient, Buffer imitationLoss, int at) {
        throw new UnsupportedOperationException("the imitator's kernels are missing");
    }

    void step(Buffer phi, Buffer gradient, Buffer forced, Kernels.Carry carry, Buffer predicted) {
        throw new UnsupportedOperationException("the imitator's kernels are missing");
    }
}
