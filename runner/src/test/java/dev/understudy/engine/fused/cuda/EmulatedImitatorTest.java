package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("emulation")
class EmulatedImitatorTest extends CudaImitatorContract {
    EmulatedImitatorTest() {
        super(Devices.EMULATED);
    }

    @Test
    void aMetaStepOfOneReplicaIsTwoLaunchesAndTakesTheBytesItSaid() {
        for (Imitator imitator : List.of(imitator("2", false), imitator("5-3", false))) {
            for (int replicas = 1; replicas <= 2; replicas++) {
                int lanes = replicas * 33;
                try (EmulatedDevice device = EmulatedDevice.usual()) {
                    CudaImitatePass cuda = new CudaImitatePass(device, imitator, false, 5, replicas, 33);
                    assertThat(device.allocated())
                            .isEqualTo(CudaImitatePass.bytes(Devices.USUAL, imitator, 5, replicas, 33));
                    CudaBuffer many = CudaBuffer.on(device, 5 * lanes * 8);
                    cuda.imitate(
                            many,
                            new Kernels.Demonstration(many, many),
                            new Kernels.Carry(
                                    CudaBuffer.on(device, 8 * lanes),
                                    CudaBuffer.on(device, 8 * lanes),
                                    CudaBuffer.on(device, lanes),
                                    CudaBuffer.on(device, 0)),
                            new Kernels.LossTerms(ImitationLoss.HUBER, MetaStep.FLOOR),
                            new Kernels.Learned(
                                    CudaBuffer.on(device, 5 * lanes),
                                    CudaBuffer.on(device, imitator.weights()),
                                    CudaBuffer.on(device, 1)),
                            0);
                    assertThat(device.launches).isEqualTo(imitator.hidden().size() == 1 ? 1 + replicas : 3 + replicas);
                }
            }
        }
    }
}
