package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Teacher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("emulation")
class EmulatedUpdatesTest extends CudaUpdatesContract {
    EmulatedUpdatesTest() {
        super(Devices.EMULATED);
    }

    @Test
    void nothingGoesUpWhereAllReplicasStandAtTheSameStep() {
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            CudaUpdatePass updates = new CudaUpdatePass(device, 3);
            long memory = device.allocate(4 * 30 * 4);
            updates.teacher(new Teacher.Adam(1e-3), new int[] {5, 5, 5}, memory, memory + 120, memory + 360, 10);
            updates.fill(memory, 30, 10, new boolean[] {true, true, true}, 0);

            assertThat(device.launches).isEqualTo(2);
            assertThat(device.writes).isZero();
        }
    }

    @Test
    void bothMeansAreOneLaunchHoweverManyReplicas() {
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            long memory = device.allocate(4 * 1000);
            new CudaUpdatePass(device, 400).means(memory, memory + 4 * 400, 400, memory + 4 * 900, memory + 4 * 901);

            assertThat(device.launches).isOne();
        }
    }
}
