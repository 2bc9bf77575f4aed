package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCommandTest {
    private static final Path COMMITTED = Root.path("configs/understudy.schema.json");
    private static final Pattern MODELINE = Pattern.compile("# yaml-language-server: \\$schema=(\\S+)\n");

    /** A key, a default or a word that changes is followed by {@code schema --to configs/understudy.schema.json}. */
    @Test
    void whatIsPrintedStandsBesideTheExamples() throws IOException {
        Called schema = Called.with("schema");

        assertThat(schema.code()).isZero();
        assertThat(schema.err()).isEmpty();
        assertThat(schema.out()).isEqualTo(Files.readString(COMMITTED));
    }

    @Test
    void itIsWrittenToAFileThatIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("deep/s.json");

        Called schema = Called.with("schema", "--to", file);

        assertThat(schema.code()).as(schema.err()).isZero();
        assertThat(schema.out()).isEqualTo("Schema: " + file + "\n");
        assertThat(file).hasSameTextualContentAs(COMMITTED);
    }

    @Test
    void itProposesTheImitatorsThatComeWithTheProgram() {
        assertThat(Called.with("schema").out()).contains("\"momentum-lstm\"");
    }

    @Test
    void everyExampleNamesItInItsFirstLine() throws IOException {
        List<Path> examples;
        try (Stream<Path> files = Files.walk(Root.path("configs"))) {
            examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(examples).hasSizeGreaterThan(10).allSatisfy(example -> {
            Matcher modeline = MODELINE.matcher(Files.readString(example));
            assertThat(modeline.lookingAt()).as(example.toString()).isTrue();
            assertThat(example.resolveSibling(modeline.group(1)).normalize()).isEqualTo(COMMITTED);
        });
    }
}
