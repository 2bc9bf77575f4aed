package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.ChildJvm;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program's choice of kernels: by -Dunderstudy.kernels, and in a JVM without the Vector API. */
@Timeout(60)
@Tag("process")
class KernelsOptionTest {
    private static final String ADVICE =
            "kernels in plain Java; those of a JVM that is started with --add-modules jdk.incubator.vector are faster";

    @TempDir
    private Path folder;

    private record Said(int code, String out, String err) {}

    private Said run(boolean module, String property, String... arguments) throws IOException, InterruptedException {
        List<String> command = module ? ChildJvm.command() : ChildJvm.quiet();
        if (property != null) {
            command.add("-Dunderstudy.kernels=" + property);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Process process =
                new ProcessBuilder(command).redirectOutput(out.toFile()).start();
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Said(process.waitFor(), Files.readString(out), err);
    }

    private Said trial(boolean module, String property, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                TinyConfig.write(folder, "a").toString(),
                "--runs",
                folder.resolve("runs").toString(),
                "-o",
                "engine=fused",
                "-o",
                "device=cpu"));
        arguments.addAll(List.of(more));
        return run(module, property, arguments.toArray(String[]::new));
    }

    private String kernels(String name) throws IOException {
        Path file = folder.resolve("runs").resolve(name).resolve("seed-1").resolve(RunDirectory.PROVENANCE);
        return new ObjectMapper()
                .readTree(file.toFile())
                .at("/runs/0/computed/kernels")
                .asText();
    }

    @Test
    void withTheModuleVectorsAreTakenAndNothingIsSaidOfIt() throws Exception {
        Said said = trial(true, null);

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(kernels("a")).matches("vector, (4|8|16) floats");
        assertThat(said.err()).doesNotContain("plain Java");
        assertThat(said.err().lines().filter(line -> line.contains("incubator")))
                .containsExactly("WARNING: Using incubator modules: jdk.incubator.vector");
        assertThat(said.out()).doesNotContain("CompileCommand");
    }

    @Test
    void withoutTheModuleABatchSaysOnceHowItWouldBeFaster() throws Exception {
        Said said = trial(false, null, TinyConfig.write(folder, "b").toString());

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(kernels("a")).isEqualTo("plain");
        assertThat(kernels("b")).isEqualTo("plain");
        assertThat(said.err().lines().filter(line -> line.contains("incubator")))
                .singleElement()
                .asString()
                .endsWith("a/seed-1: " + ADVICE);
    }

    @Test
    void doctorSaysWhatThereIsInItsOwnLineAlone() throws Exception {
        Said without = run(false, null, "doctor");
        assertThat(without.code()).as(without.err()).isZero();
        assertThat(without.out().lines().filter(line -> line.contains("incubator")))
                .containsExactly("kernels     plain; vector kernels need java --add-modules jdk.incubator.vector");
        assertThat(without.err()).isEmpty();
        assertThat(run(true, "plain", "doctor").out().lines().filter(line -> line.startsWith("kernels")))
                .containsExactly("kernels     plain");
    }

    @Test
    void plainKernelsAreTakenWhereTheyAreAskedFor() throws Exception {
        Said said = trial(true, "plain");

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(kernels("a")).isEqualTo("plain");
        assertThat(said.err()).doesNotContain("plain Java");
    }

    @Test
    void vectorsThatAreAskedForAndNotThereEndItBeforeAnythingIsDone() throws Exception {
        String line =
                "understudy: -Dunderstudy.kernels cannot be vector (this JVM was started without the module jdk.incubator.vector); "
                        + "expected a JVM that has it; start Java with --add-modules jdk.incubator.vector, or leave the option out\n";
        Said said = trial(false, "vector");
        assertThat(said.code()).as(said.err()).isEqualTo(3);
        assertThat(said.err()).isEqualTo(line);
        assertThat(folder.resolve("runs")).doesNotExist();

        Said doctor = run(false, "vector", "doctor");
        assertThat(doctor.code()).as(doctor.err()).isEqualTo(3);
        assertThat(doctor.err()).isEqualTo(line);
    }

    @Test
    void aWordThatNamesNoKernelsIsBadInput() throws Exception {
        Said said = trial(false, "fast");

        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.err())
                .isEqualTo(
                        "understudy: -Dunderstudy.kernels cannot be read ('fast' is not a name of kernels); expected plain or vector; "
                                + "correct the word or leave the option out\n");
    }
}
