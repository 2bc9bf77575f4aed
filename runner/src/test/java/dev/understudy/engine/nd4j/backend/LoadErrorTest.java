package dev.understudy.engine.nd4j.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("nd4j")
class LoadErrorTest {
    @Test
    void theReasonIsTheInnermostCauseInOneLine() {
        Throwable link = new UnsatisfiedLinkError("libx.so: cannot open shared object file\nand more");

        assertThat(LoadError.reason(
                        new ExceptionInInitializerError(
                                new RuntimeException("ND4J is probably missing dependencies", link)),
                        ""))
                .isEqualTo("libx.so: cannot open shared object file");
        assertThat(LoadError.reason("\njava.lang.UnsatisfiedLinkError: libx.so\n\tat org.nd4j.X\n"))
                .isEqualTo("libx.so");
        assertThat(LoadError.reason("")).isEqualTo("it does not say why");
    }

    /** In the words of glibc 2.36 and of 2.39. */
    @Test
    void aCacheOnAMountWithoutExecutionIsNamedWithTheProperty() {
        String library = "/nx/c/openblas-0.3.jar/org/bytedeco/openblas/libjniopenblas.so";
        for (String words : new String[] {
            "failed to map segment from shared object",
            "failed to map segment from shared object: Operation not permitted"
        }) {
            assertThat(LoadError.reason(new UnsatisfiedLinkError(library + ": " + library + ": " + words), ""))
                    .isEqualTo(
                            "JavaCPP unpacked its libraries into /nx/c, a folder without permission to execute (its file"
                                    + " system is mounted with noexec); give it another folder with -Dorg.bytedeco.javacpp.cachedir=FOLDER");
        }
    }

    @Test
    void nativeCodeThatJavaForbidsIsAnsweredWithTheOptionThatPermitsIt() {
        Throwable forbidden = new ExceptionInInitializerError(
                new IllegalCallerException("Illegal native access from an unnamed module (file:/lib/javacpp.jar)"));

        assertThat(LoadError.reason(forbidden, ""))
                .isEqualTo("Java forbids JavaCPP native code; start it with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aCacheThatCannotBeMadeIsAnsweredWithTheProperty() {
        Throwable cache = new RuntimeException(
                new IOException("Could not create the cache: Set the \"org.bytedeco.javacpp.cachedir\" property"));

        assertThat(LoadError.reason(cache, ""))
                .contains("JavaCPP has no folder", "-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    }
}
