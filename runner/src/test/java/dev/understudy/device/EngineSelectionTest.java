package dev.understudy.device;

import static dev.understudy.device.Given.facts;
import static dev.understudy.device.Given.gpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.fault.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The selection of an engine if the first choice cannot be loaded. */
class EngineSelectionTest {
    private static final Unavailable NO_CUBLAS = new Unavailable("no cublas", null);
    private static final Unavailable TOO_OLD = new Unavailable("the driver is too old", null);

    @Test
    void autoGoesOnToTheNextAndSaysWhy() {
        EngineSelection selection = select(config("auto", "auto"), (way, threads) -> {
            if (way.toString().equals("fused on cpu")) {
                return FusedEngine.onCpu(threads);
            }
            throw way.fused() ? TOO_OLD : NO_CUBLAS;
        });

        assertThat(selection.sentence())
                .isEqualTo(
                        "engine fused on cpu, 2 threads (nd4j on cuda:0 failed: no cublas; fused on cuda:0 failed: the driver is too old)");
    }

    @Test
    void whatCouldNotEvenBeTriedIsSaidToo() {
        Config config = config("auto", "auto");
        EngineSelection selection =
                EngineSelection.open(config, EngineCandidates.of(config, () -> facts(gpu(0, 9, 0))), (way, threads) -> {
                    if (way.toString().equals("fused on cpu")) {
                        return FusedEngine.onCpu(threads);
                    }
                    throw TOO_OLD;
                });

        assertThat(selection.reason())
                .isEqualTo(
                        "cuda:0 Stub has compute capability 9.0, and nd4j-cuda-11.6 has machine code for 3.7 to 8.9 only; "
                                + "fused on cuda:0 failed: the driver is too old");
    }

    /** Found before the first trial, not when the second one fails. */
    @Test
    void aBatchThatNeedsNd4jOnTwoDevicesIsRefused() {
        List<Config> both = List.of(config("nd4j", "cpu"), config("fused", "cpu"), config("nd4j", "cuda"));
        assertThatThrownBy(() -> EngineSelection.checkTogether(both, () -> facts(gpu(0, 8, 6))))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.exitCode()).isEqualTo(3);
                    assertThat(fault)
                            .hasMessage(
                                    "a needs nd4j on cuda:0, and a in the same batch nd4j on cpu; expected one device for ND4J in one process; run them in two calls");
                });
        EngineSelection.checkTogether(both.subList(0, 2), () -> facts(gpu(0, 8, 6)));
    }

    @Test
    void anExplicitChoiceThatDoesNotLoadIsRefusedWithItsCause() {
        assertThatThrownBy(() -> select(config("auto", "cuda"), (way, threads) -> {
                    throw NO_CUBLAS;
                }))
                .hasMessage(
                        "a: device cuda cannot be used (nd4j on cuda:0 failed: no cublas; fused on cuda:0 failed: no cublas); "
                                + "expected a GPU that engine nd4j or fused can use; use device: auto or cpu")
                .hasCause(NO_CUBLAS)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3));
    }

    @Test
    void whereBothDevicesOfNd4jFailBothAreNamed() {
        assertThatThrownBy(() -> select(config("nd4j", "auto"), (way, threads) -> {
                    throw NO_CUBLAS;
                }))
                .hasMessage(
                        "a: engine nd4j cannot be used (nd4j on cuda:0 failed: no cublas; nd4j on cpu failed: no cublas); expected an ND4J that loads on this machine; use device: cpu, or engine: auto or fused");
    }

    private static EngineSelection select(Config config, EngineFactory opener) {
        return EngineSelection.open(config, EngineCandidates.of(config, () -> facts(gpu(0, 8, 6))), opener);
    }

    private static Config config(String engine, String device) {
        return Configs.parse("name: a", "a", List.of("engine=" + engine, "device=" + device, "threads=2"));
    }
}
