package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in difficult surroundings: with a full disk for its output, or in a locale with no letters but a to z. */
@Timeout(60)
@Tag("process")
class HostileSurroundingsTest {
    @TempDir
    private Path folder;

    private ProcessBuilder program(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.quiet(
                "-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", Main.class.getName()));
        builder.command().addAll(List.of(arguments));
        return builder;
    }

    private static String said(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), UTF_8);
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        Needs.DEV_FULL.orSkip();
        Process process = program("plan", TinyConfig.write(folder, "a").toString())
                .redirectOutput(new File("/dev/full"))
                .start();

        assertThat(said(process)).contains("understudy: standard output cannot be written");
        assertThat(process.waitFor()).isEqualTo(4);
    }

    /** NVIDIA's driver cannot be loaded then. Java before 24 cannot forbid it, and prints no warning in any case. */
    @Test
    void whereJavaForbidsNativeCodeTheFusedEngineComputesAndSaysWhyNotOnAGpu() throws Exception {
        Process process = new ProcessBuilder(
                        ChildJvm.command().get(0),
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--illegal-native-access=deny",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        TinyConfig.write(folder, "a").toString(),
                        "--runs",
                        folder.resolve("runs").toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = said(process);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("engine fused on cpu").doesNotContain("WARNING", "Error");
        if (Runtime.version().feature() >= 24) {
            assertThat(said).contains("start it with --enable-native-access=ALL-UNNAMED");
        }
    }

    @Test
    void aCacheOfNd4jThatMayNotBeExecutedIsNamedWithTheProperty() throws Exception {
        Needs.MOUNT.orSkip();
        Path cache = Files.createDirectory(folder.resolve("cache"));
        ProcessBuilder builder = program(
                "run",
                TinyConfig.write(folder, "a").toString(),
                "-o",
                "engine=nd4j",
                "--runs",
                folder.resolve("runs").toString());
        builder.command().add(1, "-Dorg.bytedeco.javacpp.cachedir=" + cache);
        String mount = "mount -t tmpfs -o noexec tmpfs '" + cache + "' && exec \"$@\"";
        builder.command().addAll(0, List.of("unshare", "--mount", "sh", "-c", mount, "sh"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        String said = said(process);

        assertThat(process.waitFor()).as(said).isEqualTo(3);
        assertThat(said)
                .contains(
                        "a/seed-1: not done: ",
                        "into " + cache + ", a folder without permission to execute",
                        "-Dorg.bytedeco.javacpp.cachedir=FOLDER")
                .doesNotContain("Exception");
    }

    @Test
    void aNameThatThisLocaleCannotHaveIsNamedWithItsKey() throws Exception {
        Needs.LINUX.orSkip();
        Path config = Files.writeString(folder.resolve("u.yaml"), """
            name: u
            data: {dataset: mnist, dir: "links ünï"}
            training: {metaSteps: 2}
            """);
        ProcessBuilder builder = program(
                "run", config.toString(), "--runs", folder.resolve("runs").toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String said = said(process);

        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said)
                .startsWith("understudy: data.dir is ")
                .contains("set LC_ALL=C.UTF-8")
                .doesNotContain("InvalidPath");
    }
}
