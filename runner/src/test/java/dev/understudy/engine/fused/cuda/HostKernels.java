package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.understudy.Needs;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernels that an {@link EmulatedDevice} launches: their own text as a library for the host, made by g++, or their
 * PTX
 * ({@link PtxKernels}). Libraries are kept in the build's folder under the hash of all that they are made of, and made once.
 */
public abstract class HostKernels {
    static final Path CUDA = Root.path("runner/src/test/cuda");
    static final String UNKNOWN = "there is no such kernel";
    private static final Path MADE = Root.path("runner/target/host-kernels");
    private static final Map<List<String>, HostKernels> TEXTS = new HashMap<>();

    /** The kernels' own text behind emulation.h. @param defines such as -DNOISY; they are part of its hash */
    public static HostKernels ofText(String... defines) {
        List<String> options = new ArrayList<>(List.of("-ffp-contract=off")); // so that bits are those of Java
        options.addAll(List.of(defines));
        return of(CUDA.resolve("emulated.cu"), options);
    }

    /** The kernels that replace some of these with FAST_CELLS; the calling test skips if they cannot be made. */
    abstract HostKernels fastCells();

    private static boolean hasFma() {
        try {
            return Pattern.compile("\\bfma\\b")
                    .matcher(Files.readString(Path.of("/proc/cpuinfo")))
                    .find();
        } catch (IOException noLinux) {
            return false;
        }
    }

    private static synchronized HostKernels of(Path unit, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                "g++",
                "-std=c++17",
                "-O2",
                "-U_FORTIFY_SOURCE",
                "-fvisibility=hidden",
                "-shared",
                "-fPIC",
                "-Wall",
                "-Wno-unknown-pragmas",
                "-I",
                CUDA.toString(),
                "-include",
                "emulation.h",
                "-x",
                "c++",
                unit.toString()));
        command.addAll(options);
        return TEXTS.computeIfAbsent(command, c -> {
            List<Path> sources = new ArrayList<>(List.of(CUDA.resolve("emulation.h"), CUDA.resolve("emulated.cu")));
            try (Stream<Path> walk = Files.walk(Root.path("runner/src/main/java"))) {
                walk.filter(path -> path.toString().matches(".*\\.cuh?"))
                        .sorted()
                        .forEach(sources::add);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return new Library(compiled(c, sources));
        });
    }

    /** A library by this command, to which -o is added; the calling test skips without g++. @param sources all that it depends on */
    static Path compiled(List<String> command, List<Path> sources) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(command.toString().getBytes(UTF_8));
            for (Path source : sources) {
                sha.update(Files.readAllBytes(source));
            }
            Path library = MADE.resolve(HexFormat.of().formatHex(sha.digest(), 0, 12) + ".so")
                    .toAbsolutePath();
            if (!Files.exists(library)) {
                Needs.GXX.orSkip();
                Files.createDirectories(MADE);
                Path fresh = Files.createTempFile(MADE, "fresh", ".so");
                compile(command, fresh);
                Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return library;
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void compile(List<String> command, Path to) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("-o", to.toString()));
        Path log = Files.createTempFile(MADE, "log", ".txt");
        try {
            Process compiler = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!compiler.waitFor(300, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
                compiler.destroyForcibly();
                Files.deleteIfExists(to);
                throw new AssertionError("g++ does not take the kernels:\n" + Files.readString(log, UTF_8));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** Whether there is a kernel of this name. */
    boolean has(String kernel) {
        return !UNKNOWN.equals(launch(kernel, 0, 0, 0, 0, null, -1, 0)); // no grid: nothing runs
    }

    /**
     * Runs a kernel to its end.
     *
     * @param places of the arguments, as cuLaunchKernel takes them; count of them
     * @param order of a block's threads between two barriers: 0 forward, 1 backward, else a permutation
     * @return the error, in one line; null without one
     */
    abstract String launch(
            String kernel,
            int blocksX,
            int blocksY,
            int threads,
            int sharedBytes,
            Pointer places,
            int count,
            int order);

    /** Receives every piece of the device's memory. */
    abstract void allocated(long address, long bytes);

    abstract void freed(long address);

    private static final class Library extends HostKernels {
        private final Function emulate;

        Library(Path library) {
            emulate = NativeLibrary.getInstance(library.toString()).getFunction("emulate");
        }

        @Override
        HostKernels fastCells() {
            // Elsewhere g++ has no such option, and whether it fuses is another question.
            Needs.X86.orSkip();
            Needs.FMA.orSkip(hasFma());
            return of(
                    Root.path("runner/src/main/java/dev/understudy/engine/fused/kernel/FastCells.cu"),
                    List.of("-ffp-contract=fast", "-mfma"));
        }

        @Override
        String launch(
                String kernel,
                int blocksX,
                int blocksY,
                int threads,
                int sharedBytes,
                Pointer places,
                int count,
                int order) {
            return emulate.invokeString(
                    new Object[] {kernel, blocksX, blocksY, threads, sharedBytes, places, count, order}, false);
        }

        @Override
        void allocated(long address, long bytes) {
            // The text's emulation does not look at addresses; the guards do.
        }

        @Override
        void freed(long address) {
            // the same
        }
    }
}
