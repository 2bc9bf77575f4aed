package dev.understudy.engine.nd4j.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("nd4j")
class CudaHidingClassLoaderTest {
    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    @Test
    void theServiceOfTheCudaBackendIsHiddenByWhatItNames(@TempDir Path folder) throws Exception {
        URL cuda = services(folder.resolve("a"), "# licence\norg.nd4j.linalg.jcublas.JCublasBackend\n");
        URL host = services(folder.resolve("nd4j-cuda"), "org.nd4j.linalg.cpu.nativecpu.CpuBackend\n");
        try (URLClassLoader both = new URLClassLoader(new URL[] {cuda, host}, null)) {
            assertThat(Collections.list(new CudaHidingClassLoader(both).getResources(SERVICE)))
                    .isEqualTo(List.of(new URL(host, SERVICE)));
        }
    }

    private static URL services(Path folder, String text) throws Exception {
        Path file = folder.resolve(SERVICE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return folder.toUri().toURL();
    }
}
