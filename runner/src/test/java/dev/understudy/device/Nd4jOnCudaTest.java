package dev.understudy.device;

import static dev.understudy.device.Given.facts;
import static dev.understudy.device.Given.gpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.engine.fused.cuda.Gpus;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nd4jOnCudaTest {
    private static final Gpus ONE = new Gpus(null, 12040, List.of(gpu(0, 8, 6)));

    @ParameterizedTest
    @ValueSource(strings = {"3.7", "5.2", "6.1", "7.0", "7.5", "8.0", "8.6", "8.9"})
    void itsMachineCodeRunsFromKeplerToAda(String capability) {
        assertThat(Nd4jOnCuda.hasCodeFor(withCapability(capability))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0", "3.5", "9.0", "10.0", "12.0", "12.1"})
    void itHasNoneForOlderAndNewerOnes(String capability) {
        assertThat(Nd4jOnCuda.hasCodeFor(withCapability(capability))).isFalse();
    }

    private static Gpu withCapability(String capability) {
        String[] parts = capability.split("\\.");
        return gpu(0, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    @Test
    void theFirstGpuThatItCanUseIsTaken() {
        assertThat(Nd4jOnCuda.of(facts(gpu(0, 9, 0), gpu(1, 8, 0), gpu(2, 8, 0)), OptionalInt.empty()))
                .isEqualTo(new Nd4jOnCuda(OptionalInt.of(1), null));
    }

    @Test
    void theOneThatIsAskedForIsTakenOrNone() {
        MachineFacts mixed = facts(gpu(0, 8, 0), gpu(1, 9, 0), gpu(2, 8, 0));

        assertThat(Nd4jOnCuda.of(mixed, OptionalInt.of(2)).gpu()).hasValue(2);
        assertThat(Nd4jOnCuda.of(mixed, OptionalInt.of(1)).reason())
                .startsWith("cuda:1 Stub has compute capability 9.0");
        assertThat(Nd4jOnCuda.of(mixed, OptionalInt.of(3)).reason())
                .isEqualTo("there is no cuda:3, this machine has 3 GPUs, cuda:0 to cuda:2");
        assertThat(Nd4jOnCuda.of(facts(ONE), OptionalInt.of(1)).reason())
                .isEqualTo("there is no cuda:1, this machine has 1 GPU, cuda:0");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(reason(new MachineFacts("Linux amd64", ONE, true, false, List.of())))
                .isEqualTo("the cuda profile is not on the class path, mvn -Pcuda brings it");
        assertThat(reason(new MachineFacts(
                        "Linux amd64", ONE, true, true, List.of("libcudart.so.11.0", "libcublas.so.11"))))
                .isEqualTo("nd4j-cuda-11.6 lacks libcudart.so.11.0, libcublas.so.11");
        assertThat(reason(new MachineFacts("Windows 11 amd64", ONE, true, true, List.of())))
                .isEqualTo("nd4j-cuda-11.6 exists for Linux x86-64 only, and this is Windows 11 amd64");
        assertThat(reason(facts(new Gpus("the NVIDIA driver has 0 devices", 12040, List.of()))))
                .isEqualTo("the NVIDIA driver has 0 devices");
    }

    private static String reason(MachineFacts facts) {
        return Nd4jOnCuda.of(facts, OptionalInt.empty()).reason();
    }
}
