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

/** Lines for the user about this machine: its GPUs, and which engines can run on it. Opens nothing. */
public final class DoctorLines {
    private DoctorLines() {}

    /** One line of a table. */
    public record Line(String what, String value) {}

    /**
     * An engine on a device.
     *
     * @param against why it cannot be used, in one line; null if it can
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

    /** The driver's CUDA version, for example {@code CUDA 12.4}; null without a driver. */
    public static String driver() {
        Gpus gpus = MachineFacts.here().gpus();
        return gpus.driverVersion() == 0 ? null : gpus.driver();
    }

    /** The GPUs of this machine. */
    public static List<Gpu> gpus() {
        return MachineFacts.here().gpus().devices();
    }

    /** Every engine on every device, with the reason if it cannot be used. */
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
     * The kernels that the fused engine uses on this JVM's CPU.
     *
     * @throws Fault bad input or environment if the system property names unknown or unavailable kernels
     */
    public static Line kernels() {
        CpuKernelChoice kernels = EngineFactory.cpuKernels();
        return new Line(
                "kernels",
                kernels.words() + (kernels.lacking() ? "; vector kernels need java " + CpuKernelChoice.FLAG : ""));
    }

    /** The libraries on the class path that decide which engines can be used. */
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
