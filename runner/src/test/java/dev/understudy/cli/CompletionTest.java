package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proposals of a shell after {@code source <(understudy generate-completion)}. */
@Tag("process")
class CompletionTest {
    @TempDir
    private Path folder;

    private Path script;

    @BeforeEach
    void generate() throws IOException {
        Needs.BASH.orSkip();
        Called generated = Called.with("generate-completion");
        assertThat(generated.code()).isZero();
        assertThat(generated.err()).isEmpty();
        script = Files.writeString(folder.resolve("completion.sh"), generated.out());
    }

    /** As bash calls it when Tab is pressed after the last of these words; {@code compopt} is for a bash that does so itself. */
    private List<String> proposed(String... words) throws Exception {
        String line = String.join(" ", words);
        return bash("compopt() { :; }; source " + script + "; complete -p understudy >/dev/null || exit 1; COMP_WORDS=("
                        + line
                        + "${1:-}); COMP_LINE='" + line + "'; COMP_POINT=" + line.length() + "; COMP_CWORD="
                        + (words.length - 1)
                        + "; _complete_understudy understudy '' ''; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .lines()
                .map(String::strip)
                .toList();
    }

    private String bash(String command) throws Exception {
        Process bash = new ProcessBuilder("bash", "--norc", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void bashTakesTheScriptWithoutAWord() throws Exception {
        assertThat(bash("bash -n " + script + " && source " + script)).isEmpty();
    }

    @Test
    void commandsAreCompletedButThatOfWorkers() throws Exception {
        assertThat(proposed("understudy", "ev")).containsExactly("evaluate");
        assertThat(proposed("understudy", "re")).containsExactlyInAnyOrder("report", "rerun");
        assertThat(proposed("understudy", "wor")).allMatch(String::isEmpty);
    }

    @Test
    void optionsAndNamesOfImitatorsAreCompleted() throws Exception {
        assertThat(proposed("understudy", "run", "--retry-")).containsExactly("--retry-failed");
        assertThat(proposed("understudy", "evaluate", "--pretrained", "adam")).contains("adam", "adam-lstm");
        assertThat(proposed("understudy", "export", "--pretrained", "na")).containsExactly("nadam");
    }

    @Test
    void filesAreCompletedWhereConfigsStand() throws Exception {
        Files.writeString(folder.resolve("quick.yaml"), "name: a\n");

        assertThat(proposed("understudy", "run", "qui")).containsExactly("quick.yaml");
    }
}
