package dev.understudy.config;

import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.Root;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(2)
class ConfigFileTest {
    @TempDir
    Path folder;

    private String fileFault(byte[] bytes) throws IOException {
        Path file = folder.resolve("a.yaml");
        Files.write(file, bytes);
        List<Path> before = listing();
        try {
            Configs.load(file, List.of());
        } catch (Fault e) {
            assertThat(e.exitCode()).isEqualTo(2);
            assertThat(listing()).isEqualTo(before);
            return e.getMessage().replace(folder.toString() + "/", "");
        }
        throw new AssertionError("was read without an error");
    }

    private List<Path> listing() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void anAliasBombIsRefusedAtItsFirstAnchor() {
        StringBuilder bomb = new StringBuilder("name: a\na0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(fault(bomb.toString()))
                .isEqualTo("adam.yaml:2 has an anchor or alias (& or *); expected plain values; write the value out");
    }

    @Test
    void deepNestingIsRefusedBeforeItIsRead() {
        assertThat(fault("name: a\ndata: " + "[".repeat(200_000)))
                .isEqualTo("adam.yaml:2 is nested deeper; expected at most 16 levels; take levels out");
        assertThat(fault("name: a\n" + "? ".repeat(100_000))).startsWith("adam.yaml:2 is nested deeper");
        StringBuilder block = new StringBuilder("name: a\n");
        for (int i = 0; i < 400; i++) {
            block.append(" ".repeat(i)).append("k:\n");
        }
        assertThat(fault(block.toString()))
                .isEqualTo("adam.yaml:18 is nested deeper; expected at most 16 levels; take levels out");
    }

    @Test
    void aHugeFileIsRefusedByItsLength() throws IOException {
        byte[] huge = new byte[20 << 20];
        java.util.Arrays.fill(huge, (byte) 'x');
        assertThat(fileFault(huge))
                .isEqualTo("a.yaml is longer than a config; expected at most 262144 bytes; name a config file");
    }

    @Test
    void theLargestFileThatIsReadIsReadQuickly() throws IOException {
        byte[] scalar = new byte[ConfigFile.MOST_BYTES];
        java.util.Arrays.fill(scalar, (byte) 'x');
        assertThat(fileFault(scalar))
                .isEqualTo(
                        "a.yaml:1 is not a config; expected keys, such as name: my-run; write a config, or name another file");
        String items = "name: a\nimitator: {hidden: [" + "1,".repeat(120_000) + "1]}";
        assertThat(fileFault(items.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("a.yaml:2 is item 1001 of a list; expected at most 1000 items; shorten the list");
        String digits = "name: a\nseed: " + "9".repeat(250_000);
        assertThat(fileFault(digits.getBytes(StandardCharsets.UTF_8))).startsWith("a.yaml:2 seed is 9999");
    }

    @Test
    void aKeyGivenTwiceIsAnError() {
        assertThat(fault("name: a\nseed: 1\ndata: {}\nseed: 2\n"))
                .isEqualTo("adam.yaml:4 has seed a second time, after adam.yaml:2; expected each key once; keep one");
    }

    @Test
    void tagsAreRefused() {
        assertThat(fault("name: a\nseed: !!int 3"))
                .isEqualTo("adam.yaml:2 has the tag tag:yaml.org,2002:int; expected plain values only; remove the tag");
        assertThat(fault("name: a\ndata: !!javax.script.ScriptEngineManager [x]"))
                .startsWith("adam.yaml:2 has the tag ");
        assertThat(fault("name: a\ndata: !x {}"))
                .isEqualTo("adam.yaml:2 has the tag !x; expected plain values only; remove the tag");
    }

    @Test
    void anEmptyFileIsNamed() {
        assertThat(fault(""))
                .isEqualTo(
                        "adam.yaml:1 is empty; expected keys, such as name: my-run; write a config, or name another file");
        assertThat(fault("# nothing\n"))
                .isEqualTo(
                        "adam.yaml:1 is empty; expected keys, such as name: my-run; write a config, or name another file");
        assertThat(fault("- a\n- b\n"))
                .isEqualTo(
                        "adam.yaml:1 is not a config; expected keys, such as name: my-run; write a config, or name another file");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(fault("name: a\n---\nname: b\n"))
                .isEqualTo(
                        "adam.yaml:2 begins a second document; expected one config per file; move the other into a file of its own");
    }

    @Test
    void brokenYamlIsNamedWithItsLine() {
        assertThat(fault("name: a\ndata: {dataset: mnist\nseed: 1\n")).startsWith("adam.yaml:3 is not YAML (");
        assertThat(fault("name: a\nimitator: {hidden: [2\n"))
                .isEqualTo("adam.yaml:3 is not YAML (expected ',' or ']', but got <stream end>); expected YAML");
        assertThat(fault("name: a\n\tseed: 1\n")).startsWith("adam.yaml:2 is not YAML (");
        assertThat(fault("name: a\ndata: *x\n")).startsWith("adam.yaml:2 has an anchor or alias");
        assertThat(fault("name: a\n<<: {seed: 2}\n")).startsWith("adam.yaml:2 << is unknown;");
    }

    @Test
    void bytesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
        assertThat(fileFault("name: a\ndata: {dir: \u00e4}\n".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("a.yaml:2 is not UTF-8; expected text in UTF-8; save the file as UTF-8");
        assertThat(fileFault("name: a\n".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("a.yaml:1 is not UTF-8; expected text in UTF-8; save the file as UTF-8");
        assertThat(fileFault(new byte[] {'n', 'a', '\n', 0}))
                .isEqualTo("a.yaml:2 holds the character \\x0; expected text; correct the line");
        assertThat(fileFault(new byte[] {'a', (byte) 0xC3}))
                .isEqualTo("a.yaml:1 is not UTF-8; expected text in UTF-8; save the file as UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws IOException {
        Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFFname: a\r\nseed: 3\r\n");
        assertThat(Configs.load(file, List.of()).seed()).isEqualTo(3);
    }

    @Test
    void aFileThatIsNotThereAndAFolderAreBadInput() {
        assertThatThrownBy(() -> Configs.load(Path.of("configs/none.yaml"), List.of()))
                .isInstanceOf(Fault.class)
                .hasMessage("configs/none.yaml is not there; expected a config file; correct its path");
        assertThatThrownBy(() -> Configs.load(Root.path("configs"), List.of()))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(Root.path("configs") + " is a folder; ");
    }
}
