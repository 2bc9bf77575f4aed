package dev.understudy.device;

import dev.understudy.engine.fused.cuda.GpuProbe;
import dev.understudy.engine.fused.cuda.Gpus;
import dev.understudy.engine.fused.cuda.SharedLibrary;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The facts that decide where an experiment can run. They are found before ND4J's classes initialise: ND4J tries the
 * GPU first, takes it without checking what its binary supports, and cannot go back in the same process.
 *
 * @param system its name and architecture as in Java, for example "Linux amd64"
 * @param gpus the NVIDIA driver's GPUs
 * @param nd4jHost whether ND4J's machine code for this CPU is on the class path
 * @param nd4jCuda whether ND4J's CUDA backend is on the class path
 * @param missing files that this backend needs and that are neither on the class path nor in the system; empty also
 *     if not looked for, because there is no backend or no GPU
 */
public record MachineFacts(String system, Gpus gpus, boolean nd4jHost, boolean nd4jCuda, List<String> missing) {
    private static final String REDISTRIBUTABLES = "org/bytedeco/cuda/linux-x86_64/";
    /** Libraries that libnd4jcuda.so and its class files link to, each after those that it needs itself. */
    private static final List<String> LIBRARIES = List.of(
            "libcudart.so.11.0",
            "libcublasLt.so.11",
            "libcublas.so.11",
            "libcusparse.so.11",
            "libcusolver.so.11",
            "libcudnn.so.8");
    /** Folders in which the binary's own loader looks in addition to the linker's. */
    private static final List<String> FOLDERS = List.of("/usr/local/cuda-11.6/lib64", "/usr/lib64");
    /** ND4J's builds for the host: suffixes of the platform, as in -Dnd4j.classifier. */
    private static final List<String> BUILDS =
            List.of("", "-onednn", "-avx2", "-avx512", "-onednn-avx2", "-onednn-avx512");

    private static final String BINDINGS = "org/nd4j/linalg/jcublas/bindings/linux-x86_64";

    public MachineFacts {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(gpus, "gpus");
        missing = List.copyOf(missing);
    }

    /** The facts of this machine, found once. */
    public static MachineFacts here() {
        return Here.FACTS;
    }

    boolean isLinuxX64() {
        return system.equals("Linux amd64") || system.equals("Linux x86_64");
    }

    private static MachineFacts find() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        Gpus gpus = GpuProbe.probe();
        boolean cuda = ClassPath.has("org/nd4j/linalg/jcublas/JCublasBackend.class");
        boolean host = BUILDS.stream()
                .anyMatch(build -> ClassPath.has("org/nd4j/linalg/cpu/nativecpu/bindings/" + platform() + build + "/"
                        + System.mapLibraryName("jnind4jcpu")));
        return new MachineFacts(
                system, gpus, host, cuda, cuda && gpus.absence() == null ? missingLibraries() : List.of());
    }

    /** The platform as spelled in the paths of JavaCPP's jars. */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.startsWith("mac") ? "macosx" : os.split(" ")[0]) + "-"
                + (arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm64" : arch);
    }

    /** Whether CUDA's redistributable jars are on the class path. */
    static boolean hasRedistributables() {
        return ClassPath.has(REDISTRIBUTABLES + LIBRARIES.get(0));
    }

    private static List<String> missingLibraries() {
        boolean cudnn = ClassPath.has(BINDINGS + "-cudnn/libnd4jcuda.so");
        List<String> missing = LIBRARIES.stream()
                .filter(library -> cudnn || !library.startsWith("libcudnn"))
                .filter(library -> !ClassPath.has(REDISTRIBUTABLES + library) && !SharedLibrary.loads(library, FOLDERS))
                .toList();
        return cudnn || ClassPath.has(BINDINGS + "/libnd4jcuda.so")
                ? missing
                : Stream.concat(Stream.of("libnd4jcuda.so"), missing.stream()).toList();
    }

    private static final class Here {
        static final MachineFacts FACTS = find();
    }
}
