package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.StubDriver;
import dev.understudy.engine.fused.cuda.GpuProbe;
import dev.understudy.engine.fused.cuda.SharedLibrary;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * With ND4J's CUDA backend on the class path of a machine that cannot run it, the program says so in one line, runs on the
 * CPU, and its record states the engine and the device. NVIDIA's driver, libraries and backend are stubs: this test
 * needs no GPU.
 */
@Timeout(60)
@Tag("nd4j")
@Tag("process")
@Tag("slow")
class BackendProcessTest {
    /** The fused kernels do not load either, unless a test wants them to. */
    private static final String TOO_OLD =
            "; fused on cuda:0 failed: the NVIDIA driver is too old for the kernels, which need 410.48 or newer "
                    + "(cuModuleLoadDataEx: 222 the provided PTX was compiled with an unsupported toolchain.); its compiler says: ptxas fatal   : Unsupported .version 6.3 | second line";

    private static final String[] LIBRARIES = {
        "libcublasLt.so.11", "libcublas.so.11", "libcusparse.so.11", "libcusolver.so.11", "libcudnn.so.8"
    };

    @TempDir
    private static Path shared;

    private static StubDriver stub;
    private static Path backend;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() throws Exception {
        Needs.X86.orSkip(); // nd4j-cuda-11.6 is for Linux on x86-64 alone
        stub = StubDriver.compiledIn(shared)
                .withLibraries("runtime", "libcudart.so.11.0")
                .withLibraries("toolkit", LIBRARIES);
        backend = StubBackend.compiledIn(shared);
    }

    @Test
    void withoutADriver() throws Exception {
        Needs.NO_DRIVER.orSkip("no NVIDIA driver".equals(GpuProbe.probe().absence()));

        ranFused(child(List.of(), Map.of()), "no NVIDIA driver");
    }

    @Test
    void withADriverButWithoutTheToolkit() throws Exception {
        Needs.NO_TOOLKIT.orSkip(!SharedLibrary.loads("libcudart.so.11.0", List.of()));

        ranFused(
                child(List.of("driver"), Map.of()),
                "nd4j-cuda-11.6 lacks libcudart.so.11.0, libcublasLt.so.11, libcublas.so.11, libcusparse.so.11, libcusolver.so.11, libcudnn.so.8"
                        + TOO_OLD);
    }

    @Test
    void withADriverThatHasNoDevices() throws Exception {
        ranFused(child(List.of("driver"), Map.of("STUB_COUNT", "0")), "the NVIDIA driver has 0 devices");
    }

    @Test
    void withADriverThatDoesNotStart() throws Exception {
        ranFused(
                child(List.of("driver", "runtime", "toolkit"), Map.of("STUB_INIT", "999")),
                "the NVIDIA driver answers cuInit=999 (unknown error)");
    }

    @Test
    void withoutCublas() throws Exception {
        Needs.NO_TOOLKIT.orSkip(!SharedLibrary.loads("libcublas.so.11", List.of()));

        ranFused(
                child(List.of("driver", "runtime"), Map.of()),
                "nd4j-cuda-11.6 lacks libcublasLt.so.11, libcublas.so.11, libcusparse.so.11, libcusolver.so.11, libcudnn.so.8"
                        + TOO_OLD);
    }

    @Test
    void withABackendThatIsNotAvailableAndPrintsWhy() throws Exception {
        ranFused(
                child(List.of("driver", "runtime", "toolkit"), Map.of()),
                "nd4j on cuda:0 failed: ND4J took its cpu backend instead: libjnicudart.so: libcudart.so.11.0: cannot open shared object file"
                        + TOO_OLD);
    }

    @Test
    void withABackendThatIsAvailableAndCannotLink() throws Exception {
        ranFused(
                child(List.of("driver", "runtime", "toolkit"), Map.of("STUB_BACKEND", "cannot-link")),
                "nd4j on cuda:0 failed: no jnind4jcuda in java.library.path" + TOO_OLD);
    }

    /** The stub's launches compute nothing, which the self-check must find. */
    @Test
    void withAGpuThatComputesNonsense() throws Exception {
        Said said = child(List.of("driver"), Map.of("STUB_CC", "90", "STUB_FAIL", "nothing:0:0"));

        assertThat(said.code()).as(said.all()).isZero();
        assertThat(said.all())
                .contains(
                        "engine fused on cpu, 1 thread (cuda:0 Stub?GPU has compute capability 9.0, ",
                        "; fused on cuda:0 failed: self-check: ");
    }

    @Test
    void withAGpuWhoseMemoryIsTaken() throws Exception {
        Said said = child(
                List.of("driver"),
                Map.of("STUB_CC", "90", "STUB_FAIL", "cuMemAlloc_v2:1:2"),
                "-o",
                "engine=fused",
                "-o",
                "device=cuda:0");

        assertThat(said.code()).as(said.all()).isEqualTo(3);
        assertThat(said.errors())
                .singleElement()
                .asString()
                .contains("tiny: device cuda:0 cannot be used (fused on cuda:0 failed: self-check: ");
    }

    @Test
    void fusedOnCudaWithADriverThatIsTooOldIsExitCode3() throws Exception {
        Said said = child(List.of("driver"), Map.of(), "-o", "engine=fused", "-o", "device=cuda");

        assertThat(said.code()).as(said.all()).isEqualTo(3);
        assertThat(said.errors())
                .singleElement()
                .asString()
                .contains("tiny: device cuda cannot be used (" + TOO_OLD.substring(2)
                        + "); expected a GPU that engine fused can use; use device: auto or cpu");
    }

    @Test
    void fusedOnCudaWithADriverThatDoesNotStartIsExitCode3AndLeavesNothing() throws Exception {
        Said said = child(List.of("driver"), Map.of("STUB_INIT", "999"), "-o", "engine=fused", "-o", "device=cuda");

        assertThat(said)
                .isEqualTo(new Said(
                        3,
                        "understudy: tiny: device cuda cannot be used (the NVIDIA driver answers cuInit=999 (unknown error)); "
                                + "expected a GPU that engine fused can use; use device: auto or cpu"));
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void anExplicitDeviceWhoseBackendCannotLinkIsExitCode3() throws Exception {
        Said said = child(
                List.of("driver", "runtime", "toolkit"), Map.of("STUB_BACKEND", "cannot-link"), "-o", "device=cuda");

        assertThat(said.code()).as(said.all()).isEqualTo(3);
        assertThat(said.errors())
                .singleElement()
                .asString()
                .contains("tiny: device cuda cannot be used (nd4j on cuda:0 failed: no jnind4jcuda in java.library.path"
                        + TOO_OLD + "); expected a GPU that engine nd4j or fused can use; use device: auto or cpu");
    }

    @Test
    void anExplicitDeviceThatIsNotThereIsExitCode3AndLeavesNothing() throws Exception {
        Said said = child(List.of("driver", "runtime", "toolkit"), Map.of("STUB_COUNT", "2"), "-o", "device=cuda:3");

        assertThat(said)
                .isEqualTo(new Said(
                        3,
                        "understudy: tiny: device cuda:3 cannot be used (there is no cuda:3, this machine has 2 GPUs, cuda:0 to cuda:1); "
                                + "expected a GPU that engine nd4j or fused can use; use device: auto or cpu"));
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void whereNd4jCannotUnpackItselfThePropertyToSetIsNamed() throws Exception {
        String nowhere = stub.folder("garbage/libcuda.so.1").toString(); // no folder, also for root
        Said said = child(
                List.of(), Map.of(), "-Duser.home=" + nowhere, "-Djava.io.tmpdir=" + nowhere, "-o", "engine=nd4j");

        assertThat(said.code()).as(said.all()).isEqualTo(3);
        assertThat(said.errors())
                .singleElement()
                .asString()
                .contains(
                        "tiny: engine nd4j cannot be used (nd4j on cpu failed: ",
                        "-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    }

    @Test
    void onAHopperNd4jStaysOnTheCpu() throws Exception {
        String reason =
                "cuda:0 Stub?GPU has compute capability 9.0, and nd4j-cuda-11.6 has machine code for 3.7 to 8.9 only";
        Said said = child(List.of("driver", "runtime", "toolkit"), Map.of("STUB_CC", "90"), "-o", "engine=nd4j");

        String build =
                said.all().contains("with oneDNN") ? " with oneDNN" : ""; // as the build has it on the class path
        computed(said, "nd4j", "cpu, nd4j-native 1.0.0-M2.1" + build + ", 1 thread", reason);
    }

    private void ranFused(Said said, String reason) throws Exception {
        assertThat(said.code()).as(said.all()).isZero();
        computed(said, "fused", "cpu, 1 thread", reason);
    }

    /** In the visible line and in the record. */
    private void computed(Said said, String engine, String device, String reason) throws Exception {
        assertThat(said.all().lines().filter(line -> line.contains("engine ")))
                .first()
                .asString()
                .endsWith("INFO  tiny/seed-1: engine " + engine + " on " + device + " (" + reason + ")");
        assertThat(said.all()).doesNotContain("\tat ", "JCublasBackend", " WARN ");
        JsonNode record = new ObjectMapper()
                .readTree(folder.resolve("runs/tiny/seed-1/provenance.json").toFile())
                .path("runs")
                .path(0)
                .path("computed");
        assertThat(record.path("engine").asText()).isEqualTo(engine);
        assertThat(record.path("device").asText()).isEqualTo(device);
        assertThat(record.path("reason").asText()).isEqualTo(reason);
    }

    /** @param all both streams */
    private record Said(int code, String all) {
        List<String> errors() {
            assertThat(all).doesNotContain("\tat ", "JCublasBackend", " WARN ");
            return all.lines()
                    .filter(line -> line.contains("ERROR ") || line.startsWith("understudy: "))
                    .toList();
        }
    }

    /** The program with the profile's stub on its class path. @param libraries folders in which the linker looks @param options of Java, -D, and of the program */
    private Said child(List<String> libraries, Map<String, String> environment, String... options) throws Exception {
        Path config = TinyConfig.write(folder, "tiny");
        List<String> command =
                ChildJvm.quiet("-cp", backend + File.pathSeparator + System.getProperty("java.class.path"));
        command.addAll(
                Stream.of(options).filter(option -> option.startsWith("-D")).toList());
        command.addAll(List.of(
                Main.class.getName(), "run", "--runs", folder.resolve("runs").toString(), config.toString()));
        command.addAll(
                Stream.of(options).filter(option -> !option.startsWith("-D")).toList());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile());
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        String.join(
                                ":",
                                libraries.stream()
                                        .map(name -> stub.folder(name).toString())
                                        .toList()));
        builder.environment().put("STUB_FAIL", "cuModuleLoadDataEx:1:222");
        builder.environment().putAll(environment);
        Process child = builder.start();
        try {
            assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
            return new Said(
                    child.exitValue(),
                    Files.readString(folder.resolve("said.txt"), UTF_8).strip());
        } finally {
            child.destroyForcibly();
        }
    }
}
