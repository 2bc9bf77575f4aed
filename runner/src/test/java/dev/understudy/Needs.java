package dev.understudy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Tools and devices that some tests need and that not every machine has. Without one, a test skips with a sentence, or fails with it if
 * -Drequire.NAME=true. No test skips in another way, so this list has all reasons.
 */
public enum Needs {
    CUDA("cuda", "there is no GPU that the NVIDIA driver can use"),
    TORCH(
            "torch",
            "/usr/bin/python3 has no PyTorch; apt-get install python3-torch",
            () -> ends("/usr/bin/python3", "-c", "import torch")),
    PYTHON3("python3", "there is no python3; apt-get install python3", () -> ends("python3", "--version")),
    GCC("gcc", "there is no gcc to compile a stub driver; apt-get install gcc", () -> onPath("gcc")),
    GXX("gxx", "there is no g++ to compile the kernels for the CPU; apt-get install g++", () -> onPath("g++")),
    BASH("bash", "there is no bash, whose completion is tried; apt-get install bash", () -> ends("bash", "--version")),
    GIT("git", "there is no git; apt-get install git", () -> onPath("git")),
    CHROMIUM(
            "chromium", "there is no chromium to open a report in; apt-get install chromium", () -> onPath("chromium")),
    PTXAS("ptxas", "there is no ptxas; it comes with NVIDIA's CUDA toolkit", () -> onPath("ptxas")),
    MNIST("mnist", "all of MNIST is not here; `data fetch mnist` fetches it, or -Dmnist.dir=FOLDER names its folder"),
    JDK("jdk", "this Java runtime has no compiler; a JDK has one"),
    LINUX(
            "linux",
            "this system is no Linux, whose loader finds a stub driver",
            () -> System.getProperty("os.name").equals("Linux")),
    X86("x86", "this processor is no x86-64", () -> List.of("amd64", "x86_64").contains(System.getProperty("os.arch"))),
    FMA("fma", "this processor has no fused multiply-add"),
    SIGNALS(
            "signals",
            "this system has no SIGTERM or no /bin/sh, whose kill sends it",
            () -> Files.isExecutable(Path.of("/bin/sh"))),
    SIGINT(
            "sigint",
            "this process was started with SIGINT ignored, and its children inherit that; start it in the foreground"),
    DEV_FULL("dev-full", "this system has no /dev/full", () -> Files.exists(Path.of("/dev/full"))),
    MOUNT(
            "mount",
            "this user may not mount a file system in a namespace of its own",
            () -> ends("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", System.getProperty("java.io.tmpdir"))),
    RIGHTS("rights", "there is no folder here that this user may not write to"),
    NO_DRIVER("no-driver", "this machine has an NVIDIA driver, and what happens without one cannot be seen"),
    NO_TOOLKIT("no-toolkit", "this machine has CUDA's libraries, and what happens without them cannot be seen");

    private static final String PREFIX = "require.";

    private final String name;
    private final String absence;
    private final BooleanSupplier there;

    /** The test itself knows whether it is present. */
    Needs(String name, String absence) {
        this(name, absence, null);
    }

    Needs(String name, String absence, BooleanSupplier there) {
        this.name = name;
        this.absence = absence;
        this.there = there;
    }

    /** The system property that turns a skip into a failure. */
    public String property() {
        return PREFIX + name;
    }

    /** Skips or fails if it is missing. */
    public void orSkip() {
        orSkip(there.getAsBoolean());
    }

    public void orSkip(boolean found) {
        orSkip(found, "");
    }

    /** @param detail further details of its absence, or an empty text */
    public void orSkip(boolean found, String detail) {
        String sentence = absence + (detail.isEmpty() ? "" : ": " + detail);
        if (!found && Boolean.getBoolean(property())) {
            throw new AssertionError("-D" + property() + "=true, but " + sentence);
        }
        assumeTrue(found, () -> sentence + " (a failure with -D" + property() + "=true)");
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(System.getProperty("path.separator")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Whether a command can be started and ends well. */
    private static boolean ends(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
