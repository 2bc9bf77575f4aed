package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.CudaKernels;
import dev.understudy.engine.fused.cuda.EmulatedDevice;
import dev.understudy.engine.fused.cuda.HostKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The self-check of a GPU before an experiment. */
@Tag("emulation")
class SelfCheckTest {
    @Test
    void aProcessorThatComputesAsTheHostPasses() throws Exception {
        SelfCheck.require(new CpuProcessor(2));
    }

    @Test
    void everyResultIsThereAndNoneIsZero() {
        Map<String, float[]> results = SelfCheck.results(new CpuProcessor(1));

        assertThat(results.keySet())
                .containsExactly(
                        "theta",
                        "loss",
                        "gradient",
                        "teacher's update",
                        "predicted update",
                        "imitation loss",
                        "meta-gradient",
                        "closed-loop update",
                        "theta from moments",
                        "loss from moments",
                        "gradient from moments",
                        "teacher's update from moments",
                        "predicted update from moments",
                        "imitation loss from moments",
                        "meta-gradient from moments",
                        "closed-loop update from moments");
        results.forEach((name, values) -> assertThat(values)
                .as(name)
                .isNotEqualTo(new float[values.length])
                .doesNotContain(Float.NaN));
    }

    @Test
    void anyResultThatIsOffIsNamedAndNaNIsOff() {
        Map<String, float[]> expected = SelfCheck.results(new CpuProcessor(1));
        for (String name : expected.keySet()) {
            for (float wrong : new float[] {2, Float.NaN}) {
                Map<String, float[]> results = SelfCheck.results(new CpuProcessor(1));
                results.get(name)[0] = wrong;

                assertThat(SelfCheck.difference(results, expected))
                        .startsWith(name + " differs from the host's by ")
                        .hasLineCount(1);
            }
            Map<String, float[]> nothing = SelfCheck.results(new CpuProcessor(1));
            Arrays.fill(nothing.get(name), 0);

            assertThat(SelfCheck.difference(nothing, expected))
                    .isEqualTo(name + " differs from the host's by 1.0e+00 of its size, at most 1e-04 is rounding");
        }
    }

    @Test
    void whatIsThrownBecomesTheReason() {
        assertThatThrownBy(() -> SelfCheck.require(over((problem, seed, replicas, unroll, lanes) -> {
                    throw new IllegalStateException("fill: 700 illegal address");
                })))
                .isInstanceOf(Unavailable.class)
                .hasMessage("self-check: fill: 700 illegal address");
    }

    @Test
    void theKernelsOfCudaPassWhenEmulated() throws Exception {
        SelfCheck.require(over((problem, seed, replicas, unroll, lanes) ->
                new CudaKernels(EmulatedDevice.usual(), problem, seed, replicas, unroll, lanes)));
    }

    /** A GPU's exp and log are those of another library. */
    @Test
    void theKernelsOfCudaPassWithAnotherLibrarysExpAndLog() throws Exception {
        SelfCheck.require(new Emulated(HostKernels.ofText("-DNOISY_LIBM"), 0, 99 << 10, Set.of()));
    }

    private interface Opening {
        Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes);
    }

    private static Processor over(Opening opening) {
        return new Processor() {
            @Override
            public Kernels open(Problem problem, long seed, int replicas, int unroll, int lanes) {
                return opening.open(problem, seed, replicas, unroll, lanes);
            }

            @Override
            public String device() {
                return "a test's";
            }

            @Override
            public void checkMemory(TrainingSpec spec) {}
        };
    }
}
