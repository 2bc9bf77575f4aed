package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.StubDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The probe of GPUs, in processes of its own, since a library is loaded once and the linker's folders are fixed at the
 * start.
 */
@Timeout(60)
@Tag("process")
class ProbeTest {
    @TempDir
    private static Path folder;

    private static StubDriver stub;

    @BeforeAll
    static void compile() throws Exception {
        stub = StubDriver.compiledIn(folder);
    }

    /** But for the last byte, which is the device's number. */
    private static final String UUID = "GPU-5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a";

    /** The child. */
    static final class Asked {
        public static void main(String[] args) {
            System.out.println(GpuProbe.probe());
        }
    }

    @Test
    void aDriverTellsItsVersionAndDevices() throws Exception {
        assertThat(asked("driver", Map.of("STUB_COUNT", "2", "STUB_CC", "90")))
                .isEqualTo(new Gpus(
                                null,
                                12040,
                                List.of(
                                        new Gpu(0, "Stub?GPU", 9, 0, 24L << 30, UUID + "00"),
                                        new Gpu(1, "Stub?GPU", 9, 0, 24L << 30, UUID + "01")))
                        .toString());
    }

    @Test
    void aDriverThatRefusesIsQuoted() throws Exception {
        assertThat(asked("driver", Map.of("STUB_INIT", "100")))
                .isEqualTo(none("the NVIDIA driver answers cuInit=100 (no device)"));
        assertThat(asked("driver", Map.of("STUB_INIT", "12345")))
                .isEqualTo(none("the NVIDIA driver answers cuInit=12345 (see CUresult in cuda.h)"));
    }

    @Test
    void aDriverWithoutDevicesSaysSo() throws Exception {
        assertThat(asked("driver", Map.of("STUB_COUNT", "0")))
                .isEqualTo(new Gpus("the NVIDIA driver has 0 devices", 12040, List.of()).toString());
    }

    @Test
    void aDriverThatLacksACallIsTooOldOrBroken() throws Exception {
        assertThat(asked("old", Map.of()))
                .isEqualTo(none("NVIDIA driver too old or broken: it has no cuDeviceGetAttribute"));
    }

    @Test
    void aFileThatIsNoLibraryIsNotNoDriver() throws Exception {
        assertThat(asked("garbage", Map.of()))
                .isEqualTo(none("the NVIDIA driver cannot be loaded: " + stub.folder("garbage/libcuda.so.1")
                        + ": file too short"));
    }

    @Test
    void withoutAFileThereIsNoDriver() throws Exception {
        Needs.NO_DRIVER.orSkip("no NVIDIA driver".equals(GpuProbe.probe().absence()));

        assertThat(asked("nowhere", Map.of())).isEqualTo(none("no NVIDIA driver"));
    }

    @Test
    void whereJnaCannotUnpackItselfTheFolderToGiveIsNamed() throws Exception {
        assertThat(asked("driver", Map.of(), "-Djna.tmpdir=" + stub.folder("garbage/libcuda.so.1/below-a-file")))
                .startsWith("Gpus[absence=the NVIDIA driver cannot be loaded: JNA cannot load its own library (")
                .contains("-Djna.tmpdir=FOLDER")
                .hasLineCount(1);
    }

    private static String none(String reason) {
        return Gpus.none(reason).toString();
    }

    private static String asked(String library, Map<String, String> environment, String... options) throws Exception {
        List<String> command = ChildJvm.quiet("-cp", System.getProperty("java.class.path"));
        command.addAll(List.of(options));
        command.add(Asked.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", stub.folder(library).toString());
        builder.environment().putAll(environment);
        Process child = builder.start();
        return new String(child.getInputStream().readAllBytes(), UTF_8).strip();
    }
}
