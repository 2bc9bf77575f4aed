package dev.understudy.cli;

import dev.understudy.config.ConfigSchema;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.run.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command {@code init}: writes a config to start from, and the schema next to it. An editor then needs no network
 * for the schema, and the schema is that of this version.
 */
@Command(
        name = "init",
        description =
                "Writes a commented config to begin with, and next to it the schema by which an editor completes and"
                        + " checks it.")
final class InitCommand implements Callable<Integer> {
    private static final String STARTER = "starter.yaml";
    /** The starter's line with the name, which is replaced by the name of the file. */
    private static final String NAME = "name: starter";

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "understudy.yaml",
            description = "The config (default: ${DEFAULT-VALUE}). Its run has the name of the file.")
    private Path file;

    @Option(names = "--force", description = "Replaces existing files.")
    private boolean force;

    @Override
    public Integer call() {
        if (Files.isDirectory(file)) {
            throw Fault.badInput(file.toString(), "is a folder", "the name of a file in it", "name one");
        }
        Path schema = file.resolveSibling(SchemaCommand.FILE);
        refuseOther(schema);
        if (!force && Files.exists(file)) {
            throw Fault.badInput(
                    file.toString(), "is there already", "the name of a new file", "name another, or add --force");
        }
        String config = starter().replace(NAME, "name: " + name());
        SchemaCommand.write(schema);
        AtomicFile.write(file, out -> out.write(config.getBytes(StandardCharsets.UTF_8)));
        System.out.println("Config: " + file + "; its comments say what to change");
        System.out.println("Schema: " + schema + ", by which an editor completes and checks it");
        System.out.println("Next:   run " + file);
        return 0;
    }

    /** Refuses to replace a file that the program did not write; a schema of another version is replaced. */
    private void refuseOther(Path schema) {
        try {
            if (!force && Files.exists(schema) && !Files.readString(schema).contains(ConfigSchema.TITLE)) {
                throw Fault.badInput(
                        schema.toString(),
                        "is not a schema of this program",
                        "no other file of this name in the folder of the config",
                        "move it, or add --force");
            }
        } catch (IOException e) {
            throw Fault.environment(schema.toString(), "cannot be read", "a schema of this program", "move it", e);
        }
    }

    static String starter() {
        try (InputStream in = InitCommand.class.getResourceAsStream(STARTER)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(STARTER + " cannot be read from the program itself", e);
        }
    }

    /** The file's name if it is a valid name of a run, otherwise "starter". */
    private String name() {
        String own = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
        try {
            return Configs.parse("name: \"" + own + "\"", "", List.of()).name();
        } catch (Fault noName) {
            return "starter";
        }
    }
}
