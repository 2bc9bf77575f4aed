package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.StubDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of the kernels for a GPU launch every kernel: they run in a process with an emulated driver, which records
 * its calls. Otherwise a user would be the first to launch a kernel.
 */
@Tag("process")
class EveryKernelLaunchedTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void theyPassOnAnEmulatedDriverLaunchEveryKernelAndLoadItsModuleOnce() throws Exception {
        StubDriver driver = StubDriver.compiledIn(folder).withEmulatedKernels();
        Path said = folder.resolve("said.txt");
        List<String> command = ChildJvm.command(
                "-Drequire.cuda=true",
                "-cp",
                System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--details=summary",
                "--disable-ansi-colors",
                "--select-package=dev.understudy.engine.fused.cuda",
                "--include-classname=.*[.]Gpu\\w+Test");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("LD_LIBRARY_PATH", driver.folder("emulated").toString());
        builder.environment().put("STUB_LOG", folder.resolve("log.txt").toString());
        Process process = builder.start();

        assertThat(process.waitFor(560, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said, UTF_8)).isZero();
        List<String> log = Files.readAllLines(folder.resolve("log.txt"));
        // Once without a variant and once with each; fast cells are in a second module.
        assertThat(log.stream().filter("loaded module"::equals))
                .as("loads of modules")
                .hasSize(1 + 1 + 2 + 1);
        assertThat(log.stream().filter(line -> line.startsWith("launched ")).map(line -> line.substring(9)))
                .as("kernels launched")
                .containsExactlyInAnyOrderElementsOf(KernelModule.entries(KernelModule.ptx()));
    }
}
