package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.fused.cuda.HostKernels;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Whole trainings whose exp and log err by one unit in the last place, as a GPU's may, agree with the CPU within the contract's tolerances. */
@Tag("emulation")
class NoisyAgreesTest extends EmulatedAgreesTest {
    @Override
    protected Engine engine() {
        return FusedEngine.on(new Emulated(HostKernels.ofText("-DNOISY_LIBM"), 0, 99 << 10, Set.of()));
    }
}
