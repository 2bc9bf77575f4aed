package dev.understudy.device;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Looks up what this program can load, without loading it. It asks the thread's context class loader: under
 * {@code mvn exec:java} the project has its own loader, and java.class.path is Maven's.
 */
public final class ClassPath {
    private ClassPath() {}

    /** @param resource for example {@code org/example/Name.class} */
    static boolean has(String resource) {
        return loader().getResource(resource) != null;
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassPath.class.getClassLoader();
    }

    /** A jar, and the jars that its manifest adds to the class path, as with {@code java -jar}. */
    private static Stream<Path> withManifest(Path jar) {
        if (!Files.isRegularFile(jar)) {
            return Stream.of(jar);
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String others =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return others == null
                    ? Stream.of(jar)
                    : Stream.concat(
                            Stream.of(jar),
                            Arrays.stream(others.split(" "))
                                    .map(entry -> Path.of(jar.toUri().resolve(entry))));
        } catch (IOException noJar) {
            return Stream.of(jar);
        }
    }

    /** Folders and jars of the class path, in order. */
    public static List<Path> entries() {
        Stream<Path> entries = loader() instanceof URLClassLoader urls
                ? Arrays.stream(urls.getURLs())
                        .map(URL::toString)
                        .filter(url -> url.startsWith("file:"))
                        .map(url -> Path.of(URI.create(url)))
                : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .flatMap(ClassPath::withManifest);
        return entries.map(Path::toAbsolutePath).distinct().toList();
    }

    /** Jars of the class path that exist. */
    public static List<Path> jars() {
        return entries().stream()
                .filter(entry -> entry.toString().endsWith(".jar"))
                .filter(Files::isRegularFile)
                .toList();
    }
}
