package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("emulation")
class EmulatedJoinedUpdatesTest extends JoinedUpdatesContract {
    EmulatedJoinedUpdatesTest() {
        super(Devices.EMULATED);
    }

    private static EmulatedDevice joined() {
        return new EmulatedDevice(HostKernels.ofText(), 0, 48 << 10, Set.of(Variant.JOINED_UPDATES));
    }

    /** Parts of no length do not count; five go into a launch. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 1, 5", "6, 2, 6", "0, 0, 0"})
    void aLaunchTakesFiveParts(int parts, int joined, int apart) {
        for (boolean variant : new boolean[] {true, false}) {
            EmulatedDevice device = variant ? joined() : EmulatedDevice.usual();
            try (Kernels kernels = new CudaKernels(device, problem(), 1, 2, 1, 1)) {
                List<Kernels.Part> list = new ArrayList<>(IntStream.range(0, parts)
                        .mapToObj(k -> new Kernels.Part(kernels.buffer(6), 3, 1f))
                        .toList());
                list.add(new Kernels.Part(kernels.buffer(0), 3, 1f));
                long before = device.launches;
                kernels.fill(list, new boolean[] {true, false});
                assertThat(device.launches - before).isEqualTo(variant ? joined : apart);
            }
        }
    }

    @Test
    void aStepOfTheTeacherIsOneLaunchInPlaceOfTwo() {
        for (Teacher rule : CudaUpdatesContract.rules()) {
            for (boolean variant : new boolean[] {true, false}) {
                EmulatedDevice device = variant ? joined() : EmulatedDevice.usual();
                try (Kernels kernels = new CudaKernels(device, problem(), 1, 2, 1, 1)) {
                    Buffer any = kernels.buffer(60);
                    long before = device.launches;
                    kernels.teach(
                            rule, new int[] {3, 3}, any, any, kernels.buffer(20), 0, kernels.buffer(20), 1f, false);
                    assertThat(device.launches - before).isEqualTo(variant ? 1 : 2);
                }
            }
        }
    }
}
