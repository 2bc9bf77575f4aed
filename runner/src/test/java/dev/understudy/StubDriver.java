package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A stub of NVIDIA's driver that answers as the environment says (runner/src/test/cuda/driver.c), and empty shared libraries, for child processes to find
 * through LD_LIBRARY_PATH. A test with it proves nothing about a real GPU.
 */
public final class StubDriver {
    private static final Path DRIVER = Root.path("runner/src/test/cuda/driver.c");
    private final Path root;

    private StubDriver(Path root) {
        this.root = root;
    }

    /** Compiles; skips the test without gcc, or on a system that loads its libraries another way. */
    public static StubDriver compiledIn(Path root) throws Exception {
        Needs.LINUX.orSkip();
        Needs.GCC.orSkip();
        StubDriver stub = new StubDriver(root);
        stub.compile("driver/libcuda.so.1", DRIVER, "-DCOMPUTE");
        stub.compile("before11/libcuda.so.1", DRIVER, "-DCOMPUTE", "-DBEFORE_11");
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
            compile(folder + "/" + name, Files.writeString(root.resolve("nothing.c"), "int nothing;"));
        }
        return this;
    }

    /** A driver whose launches compute, by the emulation; in the folder "emulated". Skips the test without g++. */
    public StubDriver withEmulatedKernels() throws Exception {
        Needs.GXX.orSkip();
        Path object = root.resolve("driver.o");
        run("gcc", "-c", "-fPIC", "-DCOMPUTE", "-DEMULATED", "-o", object.toString(), DRIVER.toString());
        Path library = Files.createDirectories(folder("emulated")).resolve("libcuda.so.1");
        run(
                "g++",
                "-std=c++17",
                "-O2",
                "-U_FORTIFY_SOURCE",
                "-ffp-contract=off",
                "-shared",
                "-fPIC",
                "-Wno-unknown-pragmas",
                "-I",
                DRIVER.getParent().toString(),
                "-include",
                "emulation.h",
                "-x",
                "c++",
                DRIVER.resolveSibling("emulated.cu").toString(),
                "-x",
                "none",
                object.toString(),
                "-o",
                library.toString());
        return this;
    }

    private void compile(String library, Path source, String... options) throws IOException, InterruptedException {
        Path file = root.resolve(library);
        Files.createDirectories(file.getParent());
        List<String> command =
                new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-o", file.toString(), source.toString()));
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process compiler = new ProcessBuilder(command).inheritIO().start();
        assertThat(compiler.waitFor(240, TimeUnit.SECONDS)).isTrue(); // Seconds, if no other process computes.
        assertThat(compiler.exitValue()).as(String.join(" ", command)).isZero();
    }
}
