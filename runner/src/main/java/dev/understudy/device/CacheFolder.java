package dev.understudy.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The folder into which a library unpacks its machine code.
 *
 * @param library that uses it
 * @param path the first of its candidate folders that is writable, or the first one if none is
 * @param property Java system property that sets another folder
 */
public record CacheFolder(String library, Path path, String property) {
    /**
     * The folder for ND4J's machine code: half a gigabyte for the host alone. If JavaCPP cannot write to a folder, it
     * tries the next.
     */
    public static CacheFolder ofJavaCpp() {
        String property = "org.bytedeco.javacpp.cachedir";
        return first(
                "JavaCPP",
                property,
                given(property),
                Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                temporary(".javacpp-" + System.getProperty("user.name"), "cache"));
    }

    /**
     * The folder for the library that calls the driver: a tenth of a megabyte, removed at the end of each process. A
     * folder set by the property is the only one that JNA uses.
     */
    public static CacheFolder ofJna() {
        String property = "jna.tmpdir";
        if (given(property) != null) {
            return new CacheFolder("JNA", given(property), property);
        }
        String home = System.getProperty("user.home");
        String os = System.getProperty("os.name");
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path own = os.startsWith("Mac")
                ? Path.of(home, "Library", "Caches", "JNA", "temp")
                : os.startsWith("Windows")
                        ? temporary()
                        : Path.of(xdg == null || xdg.isBlank() ? home + "/.cache" : xdg, "JNA", "temp");
        return first("JNA", property, own, temporary());
    }

    private static Path given(String property) {
        String path = System.getProperty(property);
        return path == null ? null : Path.of(path);
    }

    private static Path temporary(String... more) {
        return Path.of(System.getProperty("java.io.tmpdir"), more);
    }

    private static CacheFolder first(String library, String property, Path... places) {
        List<Path> there = Arrays.stream(places).filter(Objects::nonNull).toList();
        return new CacheFolder(
                library,
                there.stream().filter(CacheFolder::isWritable).findFirst().orElse(there.get(0)),
                property);
    }

    /** Whether the folder is writable. If it does not exist yet, its nearest existing ancestor decides. */
    public boolean isWritable() {
        return isWritable(path);
    }

    private static boolean isWritable(Path path) {
        Path there = path.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there != null && Files.isDirectory(there) && Files.isWritable(there);
    }

    /** Size of all files in it; 0 if it does not exist. */
    public long bytes() {
        if (!Files.isDirectory(path)) {
            return 0;
        }
        long[] sum = new long[1];
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // another process may delete files meanwhile
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
        return sum[0];
    }
}
