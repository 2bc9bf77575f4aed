import java.io.IOException;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program for who packs Understudy together with a Java runtime: java VectorApi.java FOLDER. It copies the Vector API of the runtime that
 * executes it into FOLDER/vector-api.jar, and writes to FOLDER/vector-api.args the options that make of it, with
 * -Xbootclasspath/a:FOLDER/vector-api.jar, what --add-modules jdk.incubator.vector is, but for the JVM's line about an incubator module, which
 * no option hides. Both belong to the very runtime that made them. One without the module gets neither: plain kernels serve it.
 */
public final class VectorApi {
    private static final String MODULE = "jdk.incubator.vector";

    private VectorApi() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path classes = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", MODULE);
        if (!Files.exists(classes)) {
            Files.write(folder.resolve("vector-api.args"), List.of());
            System.out.println("this runtime has no module " + MODULE + ": its kernels will be plain");
            return;
        }
        try (OutputStream file = Files.newOutputStream(folder.resolve("vector-api.jar"));
                ZipOutputStream jar = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path one : all.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                String name = classes.relativize(one).toString();
                if (!name.equals("module-info.class")) {
                    ZipEntry entry = new ZipEntry(name);
                    entry.setTimeLocal(LocalDateTime.of(2025, 1, 1, 0, 0)); // the same runtime gives the same file
                    jar.putNextEntry(entry);
                    Files.copy(one, jar);
                }
            }
        }
        Files.write(folder.resolve("vector-api.args"), options());
    }

    /** What the JVM does by itself where it meets the module: its packages for the module, and the compiler's part of the API. */
    private static List<String> options() {
        List<String> options = new ArrayList<>();
        Object.class.getModule().getDescriptor().exports().stream()
                .filter(exports -> exports.targets().contains(MODULE))
                .map(Exports::source)
                .sorted()
                .forEach(name -> options.add("--add-exports=java.base/" + name + "=ALL-UNNAMED"));
        options.add("-XX:+UnlockExperimentalVMOptions");
        options.add("-XX:+EnableVectorSupport");
        options.add("-XX:+EnableVectorReboxing");
        options.add("-XX:+EnableVectorAggressiveReboxing");
        return options;
    }
}
