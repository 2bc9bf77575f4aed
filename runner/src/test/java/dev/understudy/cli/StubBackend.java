package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/**
 * A substitute for the jars of the {@code cuda} profile: ND4J's CUDA backend by name, in a folder named as its jar, and a
 * native library by name. STUB_BACKEND says how it fails.
 */
final class StubBackend {
    private static final String SOURCE = """
            package org.nd4j.linalg.jcublas;

            import org.nd4j.common.io.Resource;
            import org.nd4j.linalg.factory.Environment;
            import org.nd4j.linalg.factory.Nd4jBackend;

            public class JCublasBackend extends Nd4jBackend {
                @Override public boolean isAvailable() {
                    if ("cannot-link".equals(System.getenv("STUB_BACKEND"))) {
                        return true;
                    }
                    Throwable missing = new UnsatisfiedLinkError("libjnicudart.so: libcudart.so.11.0: cannot open shared object file");
                    missing.printStackTrace(); // as the real one does
                    throw new RuntimeException(missing);
                }
                @Override public Resource getConfigurationResource() {
                    throw new RuntimeException("ND4J is probably missing dependencies", new UnsatisfiedLinkError("no jnind4jcuda in java.library.path"));
                }
                @Override public boolean canRun() { return true; }
                @Override public boolean allowsOrder() { return false; }
                @Override public int getPriority() { return BACKEND_PRIORITY_GPU; }
                @Override public Class getNDArrayClass() { return null; }
                @Override public Environment getEnvironment() { return null; }
                @Override public String buildInfo() { return "stub"; }
                @Override public void logBackendInit() { }
            }
            """;

    private StubBackend() {}

    /** @return the folder for the class path */
    static Path compiledIn(Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("nd4j-cuda-11.6-stub"));
        Path source = Files.writeString(root.resolve("JCublasBackend.java"), SOURCE);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-nowarn",
                                "-Xlint:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString(),
                                source.toString()))
                .isZero();
        write(
                folder.resolve("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend"),
                "org.nd4j.linalg.jcublas.JCublasBackend\n");
        write(folder.resolve("org/nd4j/linalg/jcublas/bindings/linux-x86_64-cudnn/libnd4jcuda.so"), "");
        return folder;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, UTF_8);
    }
}
