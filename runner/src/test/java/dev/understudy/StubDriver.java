package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A driver that answers as the environment says, and shared libraries with nothing in them, for child processes to find
 * through LD_LIBRARY_PATH. It tells nothing about a real GPU.
 */
public final class StubDriver {
    /** STUB_INIT is cuInit's answer, STUB_COUNT the number of devices, STUB_CC ten times their compute capability. */
    private static final String DRIVER = """
            #include <stdlib.h>
            #include <string.h>
            static int answer(const char *name, int otherwise) { const char *s = getenv(name); return s ? atoi(s) : otherwise; }
            int cuInit(unsigned flags) { return answer("STUB_INIT", 0); }
            int cuDriverGetVersion(int *version) { *version = 12040; return 0; }
            int cuDeviceGetCount(int *count) { *count = answer("STUB_COUNT", 1); return 0; }
            int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
            int cuDeviceGetName(char *name, int length, int device) { strncpy(name, "Stub\\nGPU", length); return 0; }
            int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t) 24 << 30; return 0; }
            #ifndef OLD
            int cuDeviceGetAttribute(int *value, int attribute, int device) {
                int cc = answer("STUB_CC", 86);
                *value = attribute == 75 ? cc / 10 : attribute == 76 ? cc % 10 : -1;
                return 0;
            }
            #endif
            """;
    private final Path root;

    private StubDriver(Path root) {
        this.root = root;
    }

    /** Compiles; skips the test where there is no gcc, or the system loads its libraries another way. */
    public static StubDriver compiledIn(Path root) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the stub driver is one for Linux");
        assumeTrue(Arrays.stream(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcc"))), "gcc is not there to compile a stub driver");
        StubDriver stub = new StubDriver(root);
        stub.compile("driver/libcuda.so.1", DRIVER);
        stub.compile("old/libcuda.so.1", DRIVER, "-DOLD");
        Files.writeString(Files.createDirectories(stub.folder("garbage")).resolve("libcuda.so.1"), "no library");
        return stub;
    }

    public Path folder(String name) {
        return root.resolve(name);
    }

    /** Libraries with nothing in them, in one more folder. */
    public StubDriver withLibraries(String folder, String... names) throws Exception {
        for (String name : names) {
            compile(folder + "/" + name, "int nothing;");
        }
        return this;
    }

    private void compile(String library, String text, String... options) throws IOException, InterruptedException {
        Path file = root.resolve(library);
        Files.createDirectories(file.getParent());
        Path source = Files.writeString(root.resolve("stub.c"), text);
        List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-o", file.toString(), source.toString()));
        command.addAll(List.of(options));
        Process gcc = new ProcessBuilder(command).inheritIO().start();
        assertThat(gcc.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gcc.exitValue()).as(command.toString()).isZero();
    }
}
