package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.fused.cuda.ptx.Machine.Coverage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("emulation")
class PtxLaunchesTest {
    /** In a class of its own, so that it can be run alone. */
    @Test
    void everyKernelOfThePtxIsLaunchedAndMostOfItsTextIsExecuted() {
        PtxKernels kernels = new PtxKernels(PtxKernels.carried(), PtxKernels.carriedFast(), 1 << 20);

        Devices devices =
                (sharedBytes, variants) -> List.of(() -> new EmulatedDevice(kernels, 0, sharedBytes, variants));
        EveryKernel.on(devices, Set.of());
        EveryKernel.on(devices, EnumSet.allOf(Variant.class));

        assertThat(kernels.launched())
                .containsExactlyInAnyOrderElementsOf(PtxKernels.carried().kernels());
        assertThat(kernels.fastCells().launched())
                .containsExactlyInAnyOrderElementsOf(PtxKernels.carriedFast().kernels());
        Coverage coverage = kernels.machine().coverage();
        assertThat(coverage.visited())
                .as("stretches of " + coverage.stretches())
                .isGreaterThan(coverage.stretches() * 7 / 10);
    }
}
