package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.ChildJvm;
import dev.understudy.StubDriver;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program as a process on a GPU that is emulated behind the NVIDIA driver's calls: it does the same as on a real one, except
 * for the PTX, and slowly.
 */
@Timeout(120)
@Tag("process")
@Tag("slow")
class EmulatedGpuTest {
    @TempDir
    private static Path shared;

    private static StubDriver stub;

    @TempDir
    private Path folder;

    private Path config;

    @BeforeAll
    static void compile() throws Exception {
        stub = StubDriver.compiledIn(shared).withEmulatedKernels();
    }

    @BeforeEach
    void aTinyTrial() {
        config = TinyConfig.write(folder, "tiny");
    }

    private record Said(int code, String all) {}

    private Said child(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = ChildJvm.command("-cp", System.getProperty("java.class.path"), Main.class.getName());
        command.addAll(List.of(arguments));
        Path log = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LD_LIBRARY_PATH", stub.folder("emulated").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), Files.readString(log, UTF_8));
    }

    private Said run(Map<String, String> environment, String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--runs", folder.resolve("runs").toString(), config.toString()));
        for (String option : options) {
            arguments.addAll(option.startsWith("--") ? List.of(option) : List.of("-o", option));
        }
        return child(environment, arguments.toArray(String[]::new));
    }

    private Path file(String name) {
        return folder.resolve("runs/tiny/seed-1").resolve(name);
    }

    @Test
    void autoTakesTheGpuAndComesToWhatTheCpuComesTo() throws Exception {
        Said said = run(Map.of());

        assertThat(said.code()).as(said.all()).isZero();
        assertThat(said.all()).contains("tiny/seed-1: engine fused on cuda:0 Stub?GPU (");
        JsonNode computed = new ObjectMapper()
                .readTree(file(RunDirectory.PROVENANCE).toFile())
                .path("runs")
                .path(0)
                .path("computed");
        assertThat(computed.path("engine").asText()).isEqualTo("fused");
        assertThat(computed.path("device").asText()).isEqualTo("cuda:0 Stub?GPU");
        float[] onGpu = ImitatorFile.read(file(RunDirectory.PHI)).phi();

        assertThat(run(Map.of(), "device=cpu", "--fresh").code()).isZero();
        float[] onCpu = ImitatorFile.read(file(RunDirectory.PHI)).phi();
        for (int i = 0; i < onCpu.length; i++) {
            assertThat(onGpu[i]).isCloseTo(onCpu[i], Offset.offset(1e-4f));
        }
    }

    /** Error 700 comes in the middle of the training, after checkpoints. */
    @Test
    void anIllegalAccessEndsTheTrialKeepsTheCheckpointAndTheSameCommandGoesOn() throws Exception {
        Said said = run(Map.of("STUB_FAIL", "cuLaunchKernel:700:700"), "device=cuda");

        assertThat(said.code()).as(said.all()).isEqualTo(1);
        assertThat(said.all())
                .contains("700 an illegal memory access was encountered")
                .containsPattern("\\(grid \\d+");
        Status status = Status.read(file(RunDirectory.STATUS)).orElseThrow();
        assertThat(status.state()).isEqualTo(Status.State.FAILED);
        assertThat(file(RunDirectory.CHECKPOINT)).exists();

        Said again = run(Map.of(), "device=cuda", "--retry-failed");
        assertThat(again.code()).as(again.all()).isZero();
        assertThat(again.all()).containsPattern("going on from meta-step [12]0");
    }

    /** The self-check has enough memory, the training has not. */
    @Test
    void aFullGpuIsExitCodeFourWithBothSizes() throws Exception {
        Said said = run(Map.of("STUB_FAIL", "cuMemAlloc_v2:110:2"), "device=cuda");

        assertThat(said.code()).as(said.all()).isEqualTo(4);
        assertThat(said.all())
                .contains("cuda:0", "bytes")
                .containsPattern("free")
                .doesNotContain("\tat ");
    }

    /** They change bits, so a run must state them; an unknown word must not lead to a run on the CPU. */
    @Test
    void formsOfTheKernelsAreAskedForByAPropertyAndStandInTheProvenance() throws Exception {
        Said said = run(
                Map.of("JAVA_TOOL_OPTIONS", "-Dunderstudy.cuda.variants=joined-updates,fast-cells,lean-network"),
                "device=cuda");

        assertThat(said.code()).as(said.all()).isZero();
        JsonNode computed = new ObjectMapper()
                .readTree(file(RunDirectory.PROVENANCE).toFile())
                .path("runs")
                .path(0)
                .path("computed");
        assertThat(computed.path("device").asText())
                .isEqualTo("cuda:0 Stub?GPU with joined-updates,fast-cells,lean-network");

        Said wrong = run(Map.of("JAVA_TOOL_OPTIONS", "-Dunderstudy.cuda.variants=fast"), "--fresh");
        assertThat(wrong.code()).as(wrong.all()).isEqualTo(2);
        assertThat(wrong.all())
                .contains(
                        "understudy: -Dunderstudy.cuda.variants cannot be read ('fast' is not a variant of the CUDA kernels); expected some of joined-updates,fast-cells,lean-network, with commas between them; correct the word");
    }

    @Test
    void doctorAndBenchKnowTheGpu() throws Exception {
        Said doctor = child(Map.of(), "doctor");
        assertThat(doctor.all())
                .contains("Stub?GPU")
                .containsPattern("fused on cuda:0 yes")
                .containsPattern("auto +engine fused on cuda:0");
        Said bench = child(Map.of(), "bench", "--device", "cuda", "--engine", "fused", "--seconds", "0.01");
        assertThat(bench.code()).as(bench.all()).isZero();
        assertThat(bench.all()).contains("understudy fused cuda:0 Stub?GPU hidden=[2]");
    }
}
