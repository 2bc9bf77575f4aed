package dev.understudy.device;

import dev.understudy.engine.fused.CpuKernelChoice;
import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.engine.fused.cuda.Gpus;
import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What this machine has and can do, as lines for a reader; nothing is opened. */
public final class DoctorLines {
    private DoctorLines() {}

    /** One line of a table. */
    public record Line(String what, String value) {}

    /**
     * An engine on a device.
     *
     * @param against why it cannot be used, in one line; null where it can
     */
    public record Way(String engine, String device, String against) {
        private Line line() {
            return new Line(
                    "engine",
                    String.format(
                            Locale.ROOT,
                            "%-16s%s",
                            engine + " on " + device,
                            against == null ? "yes" : "no: " + against));
        }
    }

    /** The driver's CUDA, such as {@code CUDA 12.4}; null where there is no driver to ask. */
    public static String driver() {
        Gpus gpus = MachineFacts.here().gpus();
        return gpus.driverVersion() == 0 ? null : gpus.driver();
    }

    /** The GPUs of this machine. */
    public static List<Gpu> gpus() {
        return MachineFacts.here().gpus().devices();
    }

    /** Every engine on every device, and what is against it. */
    public static List<Way> ways() {
        return ways(MachineFacts.here());
    }

    private static List<Way> ways(MachineFacts facts) {
        List<Way> ways = new ArrayList<>();
        List<Gpu> gpus = facts.gpus().devices();
        if (gpus.isEmpty()) {
            onCuda(facts, OptionalInt.empty(), "cuda", ways);
        }
        gpus.forEach(gpu -> onCuda(facts, OptionalInt.of(gpu.ordinal()), gpu.device(), ways));
        ways.add(new Way(
                "nd4j",
                "cpu",
                facts.nd4jHost()
                        ? null
                        : "nd4j-native has no machine code for " + facts.system() + " on the class path"));
        ways.add(new Way("fused", "cpu", null));
        return ways;
    }

    public static List<Line> here() {
        return of(MachineFacts.here());
    }

    static List<Line> of(MachineFacts facts) {
        List<Line> lines = new ArrayList<>();
        Gpus gpus = facts.gpus();
        lines.add(new Line(
                "driver",
                gpus.driverVersion() == 0
                        ? gpus.absence()
                        : "NVIDIA, up to " + gpus.driver() + (gpus.absence() == null ? "" : "; " + gpus.absence())));
        for (Gpu gpu : gpus.devices()) {
            lines.add(new Line(
                    "gpu",
                    String.format(
                            Locale.ROOT,
                            "%s %s, compute capability %s, %.1f GiB",
                            gpu.device(),
                            gpu.name(),
                            gpu.computeCapability(),
                            gpu.memoryBytes() / (double) (1 << 30))));
        }
        ways(facts).forEach(way -> lines.add(way.line()));
        return lines;
    }

    private static void onCuda(MachineFacts facts, OptionalInt gpu, String device, List<Way> ways) {
        ways.add(new Way("nd4j", device, Nd4jOnCuda.of(facts, gpu).reason()));
        ways.add(new Way("fused", device, FusedOnCuda.of(facts, gpu).reason()));
    }

    /**
     * Which kernels the fused engine has on this JVM's CPU.
     *
     * @throws Fault bad input or environment where the system property asks for none or for those that are not there
     */
    public static Line kernels() {
        CpuKernelChoice kernels = EngineFactory.cpuKernels();
        return new Line(
                "kernels", kernels.words() + (kernels.lacking() ? "; vectors need java " + CpuKernelChoice.FLAG : ""));
    }

    /** What is on the class path of the libraries that decide. */
    public static Line classPath() {
        List<Path> jars = ClassPath.jars();
        long bytes = jars.stream().mapToLong(jar -> jar.toFile().length()).sum();
        MachineFacts facts = MachineFacts.here();
        return new Line(
                "class path",
                String.format(
                        Locale.ROOT,
                        "%d jars, %d MiB; %s%s, %s%s, %s",
                        jars.size(),
                        bytes >> 20,
                        facts.nd4jHost() ? "" : "no ",
                        "nd4j-native for " + MachineFacts.platform(),
                        facts.nd4jCuda() ? "" : "no ",
                        Nd4jOnCuda.BACKEND,
                        MachineFacts.hasRedistributables()
                                ? "CUDA and cuDNN redistributables"
                                : "no CUDA redistributables"));
    }
}
