package dev.understudy.device;

import dev.understudy.engine.fused.cuda.GpuProbe;
import dev.understudy.engine.fused.cuda.Gpus;
import dev.understudy.engine.fused.cuda.SharedLibrary;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What decides where an experiment can run. It is found out before ND4J's classes initialise: ND4J tries the GPU first,
 * takes it without asking what its binary can do there, and cannot go back in the same process.
 *
 * @param system its name and architecture as Java has them, such as "Linux amd64"
 * @param gpus what the NVIDIA driver has
 * @param nd4jHost whether ND4J's machine code for this CPU is on the class path
 * @param nd4jCuda whether ND4J's CUDA backend is on the class path
 * @param missing what that backend needs and is neither on the class path nor in the system, by file name; empty where it
 *     was not asked because there is nothing to use it
 */
public record MachineFacts(String system, Gpus gpus, boolean nd4jHost, boolean nd4jCuda, List<String> missing) {
    private static final String REDISTRIBUTABLES = "org/bytedeco/cuda/linux-x86_64/";
    /** What libnd4jcuda.so and the class files beside it link to, each after what it needs itself. */
    private static final List<String> LIBRARIES = List.of(
            "libcudart.so.11.0",
            "libcublasLt.so.11",
            "libcublas.so.11",
            "libcusparse.so.11",
            "libcusolver.so.11",
            "libcudnn.so.8");
    /** Where the binary's own loader looks besides the linker's places. */
    private static final List<String> FOLDERS = List.of("/usr/local/cuda-11.6/lib64", "/usr/lib64");
    /** Of ND4J for the host, as -Dnd4j.classifier names them behind the platform. */
    private static final List<String> BUILDS =
            List.of("", "-onednn", "-avx2", "-avx512", "-onednn-avx2", "-onednn-avx512");

    private static final String BINDINGS = "org/nd4j/linalg/jcublas/bindings/linux-x86_64";

    public MachineFacts {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(gpus, "gpus");
        missing = List.copyOf(missing);
    }

    /** Of this machine; found out once. */
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

    /** As JavaCPP spells it in the paths of its jars. */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.startsWith("mac") ? "macosx" : os.split(" ")[0]) + "-"
                + (arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm64" : arch);
    }

    /** Of CUDA, as jars. */
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
