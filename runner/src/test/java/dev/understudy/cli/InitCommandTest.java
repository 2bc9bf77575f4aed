package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.config.EditorsView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir
    private Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    private EditorsView editor() throws IOException {
        return new EditorsView(new JsonMapper().readTree(Files.readString(file("understudy.schema.json"))));
    }

    @Test
    void theConfigAndItsSchemaAreWrittenAndTheNextCommandIsNamed() throws IOException {
        Called init = Called.with("init", file("mine.yaml"));

        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out())
                .contains("Config: " + file("mine.yaml"), "Schema: " + file("understudy.schema.json"))
                .endsWith("run " + file("mine.yaml") + "\n");
        assertThat(Files.readString(file("understudy.schema.json")))
                .isEqualTo(Called.with("schema").out());
        String config = Files.readString(file("mine.yaml"));
        assertThat(config).startsWith("# yaml-language-server: $schema=understudy.schema.json\n");
        assertThat(Configs.parse(config, "mine.yaml", List.of()).name()).isEqualTo("mine");
        assertThat(editor().marks(config)).isEmpty();
    }

    @Test
    void itRunsAsItIsWritten() {
        Called.with("init", file("mine.yaml"));

        List<String> less = List.of("training.metaSteps=1", "evaluation.steps=2", "evaluation.seeds=[1001]");
        Called run =
                Called.run(file("runs"), file("mine.yaml"), "-o", less.get(0), "-o", less.get(1), "-o", less.get(2));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(file("runs/mine/seed-1/report.html")).exists();
    }

    /** What its comments propose is read as well, in the place of the same keys above. */
    @Test
    void itsCommentsProposeWhatTheReaderTakes() throws IOException {
        Called.with("init", file("mine.yaml"));
        List<String> proposed = Pattern.compile("(?m)^# {3}(\\w+): (.*)$")
                .matcher(InitCommand.starter())
                .results()
                .map(MatchResult::group)
                .map(line -> line.substring(4))
                .toList();

        assertThat(proposed).hasSize(3);
        for (String line : proposed) {
            String key = line.substring(0, line.indexOf(':'));
            String others = InitCommand.starter().replaceFirst("(?m)^" + key + ": .*$", "");
            Path config = Files.writeString(file("other.yaml"), others + line + "\n");
            assertThat(Called.with("plan", "--no-estimate", "--runs", file("runs"), config)
                            .code())
                    .as(line)
                    .isZero();
            assertThat(editor().marks(others + line)).isEmpty();
        }
        Config pretrained = Configs.parse("name: a\nimitator: {pretrained: adam}", "a.yaml", List.of());
        assertThat(InitCommand.starter()).contains("imitator: {pretrained: adam}");
        assertThat(pretrained.imitator().pretrained()).isEqualTo("adam");
    }

    @Test
    void aFileThatIsThereIsLeftAloneUnlessItIsForced() throws IOException {
        Path there = Files.writeString(file("mine.yaml"), "name: precious\n");

        Called refused = Called.with("init", there);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo("understudy: " + there
                        + " is there already; expected the name of a new file; name another, or add --force\n");
        assertThat(there).hasContent("name: precious");
        assertThat(file("understudy.schema.json")).doesNotExist();
        assertThat(Called.with("init", "--force", there).code()).isZero();
        assertThat(there).content().contains("name: mine");
    }

    @Test
    void aSchemaOfTheProgramIsRenewedAndAnotherFileOfItsNameIsNot() throws IOException {
        Path schema = file("understudy.schema.json");
        Files.writeString(schema, "{}");

        Called refused = Called.with("init", file("a.yaml"));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.errLines()).hasSize(1);
        assertThat(refused.err()).contains(schema + " is not a schema of this program");
        assertThat(schema).hasContent("{}");
        assertThat(file("a.yaml")).doesNotExist();
        Files.writeString(schema, "{\"title\": \"Config of an Understudy run\"}");
        assertThat(Called.with("init", file("a.yaml")).code()).isZero();
        assertThat(schema).content().contains("draft-07");
    }

    @Test
    void aFileWhoseNameIsNoNameOfARunHasTheStartersAndAFolderIsRefused() throws IOException {
        assertThat(Called.with("init", file("my first.yaml")).code()).isZero();
        assertThat(Configs.load(file("my first.yaml"), List.of()).name()).isEqualTo("starter");
        assertThat(Called.with("init", file("new/deep/b.yml")).code()).isZero();
        assertThat(Configs.load(file("new/deep/b.yml"), List.of()).name()).isEqualTo("b");

        Called refused = Called.with("init", folder);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(folder + " is a folder");
    }
}
