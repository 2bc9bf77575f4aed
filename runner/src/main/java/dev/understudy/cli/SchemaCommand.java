package dev.understudy.cli;

import dev.understudy.config.ConfigSchema;
import dev.understudy.run.ImitatorFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "schema",
        description =
                "Prints the JSON Schema of a config, by which an editor completes keys, says what they mean and marks"
                        + " what is wrong.")
final class SchemaCommand implements Callable<Integer> {
    /** Its name beside configs, which name it in their first line. */
    static final String FILE = "understudy.schema.json";

    static String text() {
        return ConfigSchema.text(ImitatorFile.PRETRAINED);
    }

    @Override
    public Integer call() {
        System.out.print(text());
        return 0;
    }
}
