package dev.understudy.device;

import static dev.understudy.device.Given.facts;
import static dev.understudy.device.Given.gpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.engine.fused.cuda.Gpus;
import dev.understudy.fault.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decision table: every request, on three machines. */
class EngineCandidatesTest {
    private static final MachineFacts LAPTOP = facts(Gpus.none("no NVIDIA driver"));
    private static final MachineFacts AMPERE = facts(gpu(0, 8, 6));
    private static final MachineFacts HOPPER = facts(gpu(0, 9, 0));
    private static final String HOPPER_REASON =
            "cuda:0 Stub has compute capability 9.0, and nd4j-cuda-11.6 has machine code for 3.7 to 8.9 only";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            auto  | auto | nd4j on cuda:0, fused on cuda:0, fused on cpu
            auto  | cpu  | fused on cpu
            auto  | cuda | nd4j on cuda:0, fused on cuda:0
            nd4j  | auto | nd4j on cuda:0, nd4j on cpu
            nd4j  | cpu  | nd4j on cpu
            nd4j  | cuda:0 | nd4j on cuda:0
            fused | auto | fused on cuda:0, fused on cpu
            fused | cpu  | fused on cpu
            fused | cuda | fused on cuda:0
            """)
    void onAGpuThatNd4jCanUse(String engine, String device, String ways) {
        assertThat(ways(config(engine, device), AMPERE)).isEqualTo(ways);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            auto  | auto | fused on cpu
            auto  | cpu  | fused on cpu
            nd4j  | auto | nd4j on cpu
            nd4j  | cpu  | nd4j on cpu
            fused | auto | fused on cpu
            fused | cpu  | fused on cpu
            """)
    void withoutAGpuOrOnOneThatIsTooOld(String engine, String device, String ways) {
        assertThat(ways(config(engine, device), LAPTOP)).isEqualTo(ways);
        assertThat(ways(config(engine, device), facts(gpu(0, 3, 5)))).isEqualTo(ways);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            auto  | auto | fused on cuda:0, fused on cpu
            auto  | cuda | fused on cuda:0
            nd4j  | auto | nd4j on cpu
            fused | auto | fused on cuda:0, fused on cpu
            fused | cuda:0 | fused on cuda:0
            """)
    void onAGpuThatOnlyTheFusedKernelsCanUse(String engine, String device, String ways) {
        assertThat(ways(config(engine, device), HOPPER)).isEqualTo(ways);
    }

    @Test
    void eachEngineTakesTheGpuThatItCanUse() {
        assertThat(ways(config("auto", "auto"), facts(gpu(0, 7, 0), gpu(1, 9, 0))))
                .isEqualTo("nd4j on cuda:0, fused on cuda:1, fused on cpu");
        assertThat(ways(config("auto", "cuda:1"), facts(gpu(0, 7, 0), gpu(1, 9, 0))))
                .isEqualTo("fused on cuda:1");
    }

    @Test
    void theReasonIsWhyTheGpuIsNotUsed() {
        assertThat(EngineCandidates.of(config("auto", "auto"), () -> LAPTOP)
                        .get(0)
                        .reason())
                .isEqualTo("no NVIDIA driver");
        assertThat(EngineCandidates.of(config("auto", "auto"), () -> HOPPER)
                        .get(0)
                        .reason())
                .isEqualTo("auto takes the GPU; not nd4j, " + HOPPER_REASON);
        assertThat(EngineCandidates.of(config("auto", "auto"), () -> HOPPER)
                        .get(1)
                        .reason())
                .isEqualTo(HOPPER_REASON);
        assertThat(EngineCandidates.of(config("auto", "auto"), () -> facts(gpu(0, 3, 5)))
                        .get(0)
                        .reason())
                .isEqualTo(
                        "cuda:0 Stub has compute capability 3.5, and nd4j-cuda-11.6 has machine code for 3.7 to 8.9 only; "
                                + "cuda:0 Stub has compute capability 3.5, and the fused kernels need 7.5 or more");
        assertThat(EngineCandidates.of(config("nd4j", "auto"), () -> HOPPER)
                        .get(0)
                        .reason())
                .isEqualTo(HOPPER_REASON);
        assertThat(EngineCandidates.of(config("fused", "auto"), () -> HOPPER)
                        .get(0)
                        .reason())
                .isEqualTo("auto takes the GPU");
        assertThat(EngineCandidates.of(config("fused", "auto"), () -> LAPTOP)
                        .get(0)
                        .reason())
                .isEqualTo("no NVIDIA driver");
        assertThat(EngineCandidates.of(config("nd4j", "cpu"), () -> HOPPER)
                        .get(0)
                        .reason())
                .isEqualTo("as the config says");
    }

    @Test
    void anExplicitDeviceNeverFallsBack() {
        refused(
                config("auto", "cuda"),
                LAPTOP,
                "doe: device cuda cannot be used (no NVIDIA driver); expected a GPU that engine nd4j or fused can use; use device: auto or cpu");
        refused(
                config("nd4j", "cuda"),
                HOPPER,
                "doe: device cuda cannot be used (" + HOPPER_REASON
                        + "); expected a GPU that engine nd4j can use; use device: auto or cpu");
        refused(
                config("auto", "cuda:3"),
                facts(gpu(0, 8, 6), gpu(1, 8, 6)),
                "doe: device cuda:3 cannot be used (there is no cuda:3, this machine has 2 GPUs, cuda:0 to cuda:1); "
                        + "expected a GPU that engine nd4j or fused can use; use device: auto or cpu");
        refused(
                config("fused", "cuda"),
                LAPTOP,
                "doe: device cuda cannot be used (no NVIDIA driver); expected a GPU that engine fused can use; use device: auto or cpu");
        refused(
                config("fused", "cuda"),
                facts(gpu(0, 6, 1)),
                "doe: device cuda cannot be used (cuda:0 Stub has compute capability 6.1, and the fused kernels need 7.5 or more); "
                        + "expected a GPU that engine fused can use; use device: auto or cpu");
    }

    @Test
    void aNetworkOfDl4jIsAlwaysComputedByNd4j() {
        assertThat(ways(external("auto"), AMPERE)).isEqualTo("nd4j on cuda:0, nd4j on cpu");
        assertThat(ways(external("auto"), LAPTOP)).isEqualTo("nd4j on cpu");
        assertThat(ways(external("cpu"), AMPERE)).isEqualTo("nd4j on cpu");
        refused(
                external("cuda"),
                LAPTOP,
                "doe: device cuda cannot be used (no NVIDIA driver); expected a GPU that engine nd4j can use; use device: auto or cpu");
    }

    @Test
    void nd4jNeedsMachineCodeForThisProcessor() {
        MachineFacts without =
                new MachineFacts("Mac OS X aarch64", Gpus.none("no NVIDIA driver"), false, false, List.of());

        refused(
                config("nd4j", "auto"),
                without,
                "doe: engine nd4j cannot be used (nd4j-native has no machine code for Mac OS X aarch64 on the class path); expected an ND4J that loads on this machine; use engine: auto or fused");
        refused(
                external("cpu"),
                without,
                "doe: optimizee.dl4j cannot be used (nd4j-native has no machine code for Mac OS X aarch64 on the class path); expected an ND4J that loads on this machine, which alone computes networks of DL4J; run it on a machine where `doctor` says that nd4j can compute");
        assertThat(ways(config("auto", "auto"), without)).isEqualTo("fused on cpu");
    }

    /** A fifth of a second, and a library of the system. */
    @Test
    void theDriverIsNotAskedWhereItDecidesNothing() {
        for (String engine : List.of("auto", "fused")) {
            assertThat(EngineCandidates.of(config(engine, "cpu"), () -> {
                        throw new AssertionError("asked");
                    }))
                    .hasSize(1);
        }
    }

    private static String ways(Config config, MachineFacts facts) {
        return String.join(
                ", ",
                EngineCandidates.of(config, () -> facts).stream()
                        .map(EngineCandidate::toString)
                        .toList());
    }

    private static void refused(Config config, MachineFacts facts, String message) {
        assertThatThrownBy(() -> EngineCandidates.of(config, () -> facts))
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3));
    }

    private static Config config(String engine, String device) {
        return Configs.parse("name: doe", "doe", List.of("engine=" + engine, "device=" + device));
    }

    private static Config external(String device) {
        return Configs.parse("name: doe\noptimizee: {dl4j: net.json}", "doe", List.of("device=" + device));
    }
}
