package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** On this host; this process settles on it. */
@Tag("nd4j")
class Nd4jProviderTest {
    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    @Test
    void theServiceIsFoundAndSaysWhatComputes() throws Exception {
        EngineProvider provider =
                ServiceLoader.load(EngineProvider.class).findFirst().orElseThrow();

        assertThat(provider.name()).isEqualTo("nd4j");
        try (Engine engine = provider.open(EngineProvider.HOST, 0)) {
            assertThat(engine.device()).matches("cpu, nd4j-native 1.0.0-M2.1( with oneDNN)?, 1 thread");
        }
        try (Engine engine = provider.open(EngineProvider.HOST, 2)) {
            // No more than OMP_NUM_THREADS lets it have: what is said is what there is.
            int threads = Nd4j.getEnvironment().maxMasterThreads();
            assertThat(threads).isBetween(1, 2);
            assertThat(engine.device())
                    .matches(
                            "cpu, nd4j-native 1.0.0-M2.1( with oneDNN)?, " + (threads == 1 ? "1 thread" : "2 threads"));
        }
    }

    @Test
    void anotherDeviceNeedsAnotherProcess() throws Exception {
        new Nd4jProvider().open(EngineProvider.HOST, 1).close();

        assertThatThrownBy(() -> new Nd4jProvider().open(1, 1))
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "ND4J computes on one device per process, and on cpu in this one; run cuda:1 in a process of its own");
    }

    @Test
    void theServiceOfTheCudaBackendIsHiddenByWhatItNames(@TempDir Path folder) throws Exception {
        URL cuda = services(folder.resolve("a"), "# licence\norg.nd4j.linalg.jcublas.JCublasBackend\n");
        URL host = services(folder.resolve("nd4j-cuda"), "org.nd4j.linalg.cpu.nativecpu.CpuBackend\n");
        try (URLClassLoader both = new URLClassLoader(new URL[] {cuda, host}, null)) {
            assertThat(Collections.list(new HostOnly(both).getResources(SERVICE)))
                    .isEqualTo(List.of(new URL(host, SERVICE)));
        }
    }

    private static URL services(Path folder, String text) throws Exception {
        Path file = folder.resolve(SERVICE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return folder.toUri().toURL();
    }

    @Test
    void theReasonIsTheInnermostCauseInOneLine() {
        Throwable link = new UnsatisfiedLinkError("libx.so: cannot open shared object file\nand more");

        assertThat(LoadTrouble.reason(
                        new ExceptionInInitializerError(
                                new RuntimeException("ND4J is probably missing dependencies", link)),
                        ""))
                .isEqualTo("libx.so: cannot open shared object file");
        assertThat(LoadTrouble.reason("\njava.lang.UnsatisfiedLinkError: libx.so\n\tat org.nd4j.X\n"))
                .isEqualTo("libx.so");
        assertThat(LoadTrouble.reason("")).isEqualTo("it does not say why");
    }

    /** In the words of glibc 2.36 and of 2.39. */
    @Test
    void aCacheOnAMountWithoutExecutionIsNamedWithTheProperty() {
        String library = "/nx/c/openblas-0.3.jar/org/bytedeco/openblas/libjniopenblas.so";
        for (String words : new String[] {
            "failed to map segment from shared object",
            "failed to map segment from shared object: Operation not permitted"
        }) {
            assertThat(LoadTrouble.reason(new UnsatisfiedLinkError(library + ": " + library + ": " + words), ""))
                    .isEqualTo(
                            "JavaCPP unpacked its libraries into /nx/c, where nothing may be executed (the file system is "
                                    + "mounted with noexec); give it another folder with -Dorg.bytedeco.javacpp.cachedir=FOLDER");
        }
    }

    @Test
    void nativeCodeThatJavaForbidsIsAnsweredWithTheOptionThatPermitsIt() {
        Throwable forbidden = new ExceptionInInitializerError(
                new IllegalCallerException("Illegal native access from an unnamed module (file:/lib/javacpp.jar)"));

        assertThat(LoadTrouble.reason(forbidden, ""))
                .isEqualTo("Java forbids JavaCPP native code; start it with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aCacheThatCannotBeMadeIsAnsweredWithTheProperty() {
        Throwable cache = new RuntimeException(
                new IOException("Could not create the cache: Set the \"org.bytedeco.javacpp.cachedir\" property"));

        assertThat(LoadTrouble.reason(cache, ""))
                .contains("JavaCPP has no folder", "-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    }
}
