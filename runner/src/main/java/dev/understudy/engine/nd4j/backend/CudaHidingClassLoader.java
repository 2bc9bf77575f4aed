package dev.understudy.engine.nd4j.backend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Hides ND4J's CUDA backend from ND4J, which would otherwise try it first if it is on the class path. ND4J's service
 * loader asks a class loader for service files; this one leaves out those that name the CUDA backend. It reads their
 * contents, since any folder may have "cuda" in its path.
 */
final class CudaHidingClassLoader extends ClassLoader {
    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    CudaHidingClassLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = Collections.list(super.getResources(name));
        if (name.equals(SERVICE)) {
            found.removeIf(CudaHidingClassLoader::namesCuda);
        }
        return Collections.enumeration(found);
    }

    private static boolean namesCuda(URL file) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            return lines.lines().anyMatch(line -> line.strip().startsWith("org.nd4j.linalg.jcublas."));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
