package dev.understudy.cli;

import dev.understudy.config.ConfigSchema;
import dev.understudy.run.AtomicFile;
import dev.understudy.run.ImitatorFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code schema}: the JSON Schema of a config, for editors. */
@Command(
        name = "schema",
        description =
                "Prints the JSON Schema of a config, by which an editor completes keys, shows their meanings and marks"
                        + " errors.")
final class SchemaCommand implements Callable<Integer> {
    /** The name of the schema's file next to configs, which refer to it in their first line. */
    static final String FILE = "understudy.schema.json";

    @Option(names = "--to", paramLabel = "FILE", description = "Writes it to this file instead.")
    private Path to;

    static void write(Path file) {
        AtomicFile.makeFolderOf(file);
        AtomicFile.write(file, out -> out.write(text().getBytes(StandardCharsets.UTF_8)));
    }

    private static String text() {
        return ConfigSchema.text(ImitatorFile.PRETRAINED);
    }

    @Override
    public Integer call() {
        if (to == null) {
            System.out.print(text());
            return 0;
        }
        write(to);
        System.out.println("Schema: " + to.toAbsolutePath().normalize());
        return 0;
    }
}
